#include "klay_beam/audio/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
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

TEST(Probe, CountsLosslessFramesExactly) {
  const Audio audio = Synthesize(Signal::kTone, 16000, 2, 0.5, 1);
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac}) {
    const AudioInfo info = Probe(*OpenMemorySource("m", Encode(audio, format)));
    EXPECT_THAT(info.frames, ::testing::Optional(8000));
    EXPECT_TRUE(info.frames_exact);
  }
}

TEST(Probe, FailsAsDecodeDoes) {
  EXPECT_THROW(Probe(*OpenMemorySource("m", std::string())), beam::Error);
  EXPECT_THROW(Probe(*OpenMemorySource("m", std::string("no audio"))), beam::Error);
}

}  // namespace
}  // namespace klay
