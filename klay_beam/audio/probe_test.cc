#include "klay_beam/audio/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/reference_files.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

class ProbeReference : public ::testing::TestWithParam<testing::ReferenceFormat> {};

TEST_P(ProbeReference, AgreesWithDecode) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.Path("sound" + GetParam().suffix);
  testing::WriteReference(GetParam(), path, 1.3);
  const AudioInfo info = ProbeFile(path);
  const Decoded decoded = DecodeFile(path);
  EXPECT_EQ(info.sample_rate, decoded.source_sample_rate);
  EXPECT_EQ(info.channels, decoded.source_channels);
  EXPECT_NE(info.container, "");
  EXPECT_NE(info.codec, "");
  if (info.frames) {
    const int64_t slack = info.frames_exact ? 0 : info.sample_rate / 10;
    EXPECT_NEAR(static_cast<double>(*info.frames), static_cast<double>(decoded.audio.frames),
                static_cast<double>(slack));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, ProbeReference, ::testing::ValuesIn(testing::ReferenceFormats()),
                         [](const auto& info) { return info.param.name; });

TEST(Probe, NamesContainerAndCodec) {
  const Audio audio = Synthesize(Signal::kTone, 48000, 1, 0.5, 1);
  const auto probe = [&](AudioFormat format) {
    const AudioInfo info = Probe(*OpenMemorySource("m", Encode(audio, format)));
    return info.container + " " + info.codec;
  };
  EXPECT_EQ(probe(AudioFormat::kWav), "wav pcm_s16");
  EXPECT_EQ(probe(AudioFormat::kAiff), "aiff pcm_s16");
  EXPECT_EQ(probe(AudioFormat::kFlac), "flac flac");
  EXPECT_EQ(probe(AudioFormat::kVorbis), "ogg vorbis");
  EXPECT_EQ(probe(AudioFormat::kOpus), "ogg opus");
  EXPECT_EQ(probe(AudioFormat::kMp3), "mp3 mp3");
}

TEST(Probe, CountsFramesExactlyWhereTheContainerDoes) {
  const Audio audio = Synthesize(Signal::kTone, 48000, 2, 0.5, 1);
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac,
                                   AudioFormat::kVorbis, AudioFormat::kOpus, AudioFormat::kM4a}) {
    const AudioInfo info = Probe(*OpenMemorySource("m", Encode(audio, format)));
    EXPECT_THAT(info.frames, ::testing::Optional(24000));
    EXPECT_TRUE(info.frames_exact);
  }
  EXPECT_FALSE(Probe(*OpenMemorySource("m", Encode(audio, AudioFormat::kMp3))).frames_exact);
}

/// Half a second of `channels`, written by the ffmpeg program as `name` with more arguments.
AudioInfo ProbeWritten(const std::string& name, int channels,
                       const std::vector<std::string>& arguments = {}) {
  const testing::TemporaryFolder folder;
  const std::string wave = folder.Write(
      "in.wav", Encode(Synthesize(Signal::kNoise, 48000, channels, 0.5, 1), AudioFormat::kWav));
  std::vector<std::string> command = {"-i", wave};
  command.insert(command.end(), arguments.begin(), arguments.end());
  command.push_back(folder.Path(name));
  testing::RunFfmpeg(command);
  return ProbeFile(folder.Path(name));
}

TEST(Probe, NamesTheLayoutThatFilesDeclare) {
  for (const std::string name : {"a.wav", "a.flac", "a.ogg", "a.opus", "a.m4a", "a.mkv", "a.mka",
                                 "a.ac3", "a.wv", "a.caf"}) {
    const std::vector<std::string> layout = {"-af", "aformat=channel_layouts=5.1"};
    const std::string found = LayoutName(ProbeWritten(name, 6, layout).layout);
    EXPECT_THAT(found, ::testing::AnyOf("5.1", "5.1(side)")) << name;
    EXPECT_EQ(LayoutName(ProbeWritten(name, 2).layout), "stereo") << name;
    EXPECT_EQ(LayoutName(ProbeWritten(name, 1).layout), "mono") << name;
  }
}

TEST(Probe, SaysWhenALayoutIsNotDeclared) {
  const Audio audio = Synthesize(Signal::kNoise, 48000, 6, 0.1, 1);
  const AudioInfo info = Probe(*OpenMemorySource("m", Encode(audio, AudioFormat::kWav)));
  EXPECT_EQ(LayoutName(info.layout), "6 channels");
}

TEST(Probe, TellsTheBitDepthOfLosslessFormats) {
  const auto depth = [](const std::string& name, const std::vector<std::string>& arguments) {
    return ProbeWritten(name, 2, arguments).bit_depth;
  };
  EXPECT_EQ(depth("a.wav", {"-c:a", "pcm_u8"}), 8);
  EXPECT_EQ(depth("a.wav", {"-c:a", "pcm_s24le"}), 24);
  EXPECT_EQ(depth("a.wav", {"-c:a", "pcm_f32le"}), 32);
  EXPECT_EQ(depth("a.wav", {"-c:a", "pcm_f64le"}), 64);
  EXPECT_EQ(depth("a.flac", {"-sample_fmt", "s16"}), 16);
  EXPECT_EQ(depth("a.flac", {"-sample_fmt", "s32"}), 24);
  EXPECT_EQ(depth("a.m4a", {"-c:a", "alac", "-sample_fmt", "s16p"}), 16);
  EXPECT_EQ(depth("a.mkv", {"-c:a", "pcm_s24le"}), 24);
  EXPECT_EQ(depth("a.wv", {"-sample_fmt", "s16p"}), 16);
  EXPECT_EQ(depth("a.mp3", {}), 0);
  EXPECT_EQ(depth("a.opus", {}), 0);
  EXPECT_EQ(depth("a.m4a", {}), 0);
}

TEST(Probe, ReadsTags) {
  for (const std::string name :
       {"a.wav", "a.aiff", "a.flac", "a.ogg", "a.opus", "a.mp3", "a.m4a", "a.mkv", "a.wma"}) {
    const AudioInfo info =
        ProbeWritten(name, 2, {"-metadata", "title=Śnieg & \"rain\"", "-metadata", "artist=Nina"});
    EXPECT_THAT(info.tags, ::testing::Contains(::testing::Pair("title", "Śnieg & \"rain\"")))
        << name;
    if (name == "a.aiff") continue;  // ffmpeg has no place for the artist there.
    EXPECT_THAT(info.tags, ::testing::Contains(::testing::Pair("artist", "Nina"))) << name;
  }
}

TEST(Probe, FailsAsDecodeDoes) {
  EXPECT_THROW(Probe(*OpenMemorySource("m", std::string())), beam::Error);
  EXPECT_THROW(Probe(*OpenMemorySource("m", std::string("no audio"))), beam::Error);
}

}  // namespace
}  // namespace klay
