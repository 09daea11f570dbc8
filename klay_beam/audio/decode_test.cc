#include "klay_beam/audio/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/ogg_pages.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/mix.h"
#include "klay_beam/audio/probe.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

Decoded DecodeBytes(const std::string& bytes, const DecodeOptions& options = {}) {
  return Decode(*OpenMemorySource("memory", bytes), options);
}

TEST(Decode, SaysWhatTheFileWas) {
  const Audio audio = Synthesize(Signal::kSpeech, 44100, 2, 1.25, 1);
  const Decoded decoded =
      DecodeBytes(Encode(audio, AudioFormat::kWav), {.sample_rate = 16000, .channels = 1});
  EXPECT_EQ(decoded.audio.path, "memory");
  EXPECT_EQ(decoded.audio.sample_rate, 16000);
  EXPECT_EQ(decoded.audio.channels, 1);
  EXPECT_EQ(decoded.audio.frames, 20000);
  EXPECT_EQ(decoded.source_seconds, 1.25);
  EXPECT_EQ(decoded.source_sample_rate, 44100);
  EXPECT_EQ(decoded.source_channels, 2);
}

TEST(Decode, BlockByBlockGivesTheBitsOfWholeAudio) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kVorbis, AudioFormat::kMp3}) {
    const std::string bytes = Encode(Synthesize(Signal::kSpeech, 44100, 2, 2, 1), format);
    const Audio whole = DecodeBytes(bytes).audio;
    const Audio mono = DecodeBytes(bytes, {.channels = 1}).audio;
    const Audio slow = DecodeBytes(bytes, {.sample_rate = 16000}).audio;
    const Audio both = DecodeBytes(bytes, {.sample_rate = 16000, .channels = 1}).audio;
    EXPECT_TRUE(std::ranges::equal(mono.samples(), MixToMono(whole).samples()));
    EXPECT_TRUE(std::ranges::equal(slow.samples(), Resample(whole, 16000).samples()));
    EXPECT_TRUE(std::ranges::equal(both.samples(), Resample(MixToMono(whole), 16000).samples()));
  }
}

TEST(Decode, QualityReachesTheResampler) {
  const std::string bytes = Encode(Synthesize(Signal::kNoise, 44100, 1, 1, 1), AudioFormat::kWav);
  const Audio whole = DecodeBytes(bytes).audio;
  const auto quality = ResampleQuality::kVeryHigh;
  const Audio best = DecodeBytes(bytes, {.sample_rate = 16000, .quality = quality}).audio;
  EXPECT_TRUE(std::ranges::equal(best.samples(), Resample(whole, 16000, quality).samples()));
  EXPECT_FALSE(std::ranges::equal(best.samples(), Resample(whole, 16000).samples()));
}

TEST(Decode, GaplessFormatsHaveTheLengthOfTheirSource) {
  for (const double seconds : {0.01, 0.1, 0.5, 1.7}) {
    const Audio audio = Synthesize(Signal::kSpeech, 48000, 2, seconds, 1);
    for (const AudioFormat format :
         {AudioFormat::kVorbis, AudioFormat::kOpus, AudioFormat::kMp3, AudioFormat::kM4a}) {
      const Decoded decoded = DecodeBytes(Encode(audio, format));
      EXPECT_EQ(decoded.audio.frames, audio.frames) << Suffix(format) << " " << seconds;
      EXPECT_EQ(decoded.damage, std::nullopt) << Suffix(format) << " " << seconds;
    }
  }
}

TEST(Decode, AacBeginsWhereItsSourceDoes) {
  const Audio audio = Synthesize(Signal::kTone, 48000, 1, 0.5, 1);
  const Audio decoded = DecodeBytes(Encode(audio, AudioFormat::kM4a)).audio;
  double power = 0;
  double noise = 0;
  for (size_t i = 4800; i < 20000; ++i) {
    const double difference = decoded.channel(0)[i] - audio.channel(0)[i];
    power += audio.channel(0)[i] * audio.channel(0)[i];
    noise += difference * difference;
  }
  EXPECT_GT(power / noise, 20);  // A delay of a few samples makes it less.
}

std::string Big(uint64_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string Box(const std::string& type, const std::string& body) {
  return Big(8 + body.size()) + type + body;
}

/// Puts `box` at the end of the boxes of the types in `path`, each within the one before; the last
/// of the file must be the first of them.
void AppendInside(std::string& m4a, const std::vector<std::string>& path, const std::string& box) {
  for (const std::string& type : path) {
    const size_t at = m4a.rfind(type) - 4;
    uint64_t size = box.size();
    for (size_t i = 0; i < 4; ++i)
      size += uint64_t{static_cast<uint8_t>(m4a[at + i])} << (24 - 8 * i);
    m4a.replace(at, 4, Big(size));
  }
  m4a += box;
}

/// iTunes does not say with the packets how long the sound is, but in a tag.
TEST(Decode, AacEndsWhereTheTagOfItunesSays) {
  std::string m4a = Encode(Synthesize(Signal::kTone, 48000, 1, 0.5, 1), AudioFormat::kM4a,
                           {.tags = {{"title", "t"}}});
  const std::string text = " 00000000 00000400 00000384 0000000000005D3C";  // 23,868 frames.
  AppendInside(
      m4a, {"moov", "udta", "meta", "ilst"},
      Box("----", Box("mean", Big(0) + "com.apple.iTunes") + Box("name", Big(0) + "iTunSMPB") +
                      Box("data", Big(1) + Big(0) + text)));
  EXPECT_EQ(DecodeBytes(m4a).audio.frames, 23868);
  EXPECT_EQ(Probe(*OpenMemorySource("m", m4a)).frames, 23868);
}

TEST(Decode, TakesManyChannelsInAnyContainer) {
  const TemporaryFolder folder;
  const Audio audio = Synthesize(Signal::kNoise, 16000, 10, 0.3, 1);
  const std::string wave = folder.Write("ten.wav", Encode(audio, AudioFormat::kWav));
  const std::string film = folder.Path("ten.mkv");
  testing::RunFfmpeg({"-i", wave, "-c:a", "pcm_s16le", film});
  const Audio from_wave = DecodeFile(wave).audio;
  EXPECT_EQ(from_wave.channels, 10);
  EXPECT_TRUE(std::ranges::equal(from_wave.samples(), DecodeFile(film).audio.samples()));
}

TEST(Decode, TakesTheSoundOfAVideoThatOutlastsIt) {
  const TemporaryFolder folder;
  for (const std::string suffix : {".mp4", ".mkv", ".webm", ".avi", ".mov", ".ts"}) {
    const std::string path = folder.Path("film" + suffix);
    std::vector<std::string> arguments = {"-f", "lavfi", "-i", "testsrc=s=64x64:r=10:d=3",
                                          "-f", "lavfi", "-i", "sine=440:d=1.5:r=48000"};
    if (suffix == ".webm") {
      arguments.insert(arguments.end(), {"-c:v", "libvpx", "-c:a", "libopus"});
    }
    arguments.push_back(path);
    testing::RunFfmpeg(arguments);
    const std::vector<float> expected = testing::FfmpegSamples(path);
    const Decoded decoded = DecodeFile(path);
    // The ffmpeg program leaves what fills up the last packet of AAC.
    const bool exact = suffix == ".mp4" || suffix == ".mov";
    EXPECT_EQ(decoded.audio.samples().size(), exact ? 72000 : expected.size()) << suffix;
    EXPECT_EQ(decoded.damage, std::nullopt) << suffix;
  }
}

/// Ogg files one after another, each with its own number and of another sound.
std::string Chain(AudioFormat format, const std::vector<double>& seconds) {
  std::string chain;
  for (const double length : seconds) {
    std::string link =
        Encode(Synthesize(Signal::kSpeech, 48000, 1, length, static_cast<uint64_t>(length * 1000)),
               format);
    SetOggSerial(link, static_cast<uint32_t>(chain.size()));
    chain += link;
  }
  return chain;
}

TEST(Decode, ChainsOfOggFilesAreEachAsLongAsTheirSource) {
  for (const AudioFormat format : {AudioFormat::kVorbis, AudioFormat::kOpus}) {
    const std::string chain = Chain(format, {3.1, 0.25, 2.03});
    const Decoded decoded = DecodeBytes(chain);
    EXPECT_EQ(decoded.audio.frames, 148800 + 12000 + 97440) << Suffix(format);
    EXPECT_EQ(decoded.damage, std::nullopt);
    const AudioInfo info = Probe(*OpenMemorySource("chain", chain));
    EXPECT_EQ(info.frames, decoded.audio.frames);
    EXPECT_TRUE(info.frames_exact);
    const Audio last = DecodeBytes(Chain(format, {2.03})).audio;
    const auto end = decoded.audio.samples().last(static_cast<size_t>(last.frames));
    EXPECT_TRUE(std::ranges::equal(end, last.samples())) << Suffix(format);
  }
}

TEST(Decode, ChainsLeaveOutAPartThatCannotBeOpenedAndSaySo) {
  std::string chain = Chain(AudioFormat::kVorbis, {1, 2, 3});
  const size_t second = chain.find(std::string("OggS\0\2", 6), 100);
  chain.replace(second + 29, 6, "tubers");  // Not "vorbis".
  const Decoded decoded = DecodeBytes(chain);
  EXPECT_EQ(decoded.audio.frames, 4 * 48000);
  EXPECT_THAT(decoded.damage,
              ::testing::Optional(HasSubstr("an Ogg file in the chain is left out")));
}

TEST(Decode, ChainsOfDifferentRatesAreConvertedToTheFirst) {
  std::string other = Encode(Synthesize(Signal::kTone, 16000, 1, 2, 1), AudioFormat::kVorbis);
  SetOggSerial(other, 1);
  const Decoded decoded = DecodeBytes(Chain(AudioFormat::kVorbis, {1}) + other);
  EXPECT_EQ(decoded.source_sample_rate, 48000);
  EXPECT_NEAR(decoded.audio.seconds(), 3, 0.03);
}

TEST(Decode, ChainsWhoseFilesHaveTheSameNumberAreHeardToTheEnd) {
  for (const AudioFormat format : {AudioFormat::kVorbis, AudioFormat::kOpus}) {
    const std::string little = Encode(Synthesize(Signal::kTone, 48000, 1, 0.2, 1), format);
    const std::string more = Encode(Synthesize(Signal::kTone, 48000, 1, 3, 1), format);
    EXPECT_NEAR(DecodeBytes(little + more).audio.seconds(), 3.2, 0.03) << Suffix(format);
    EXPECT_NEAR(DecodeBytes(more + little).audio.seconds(), 3.2, 0.03) << Suffix(format);
    EXPECT_NEAR(DecodeBytes(little + little).audio.seconds(), 0.4, 0.03) << Suffix(format);
  }
}

TEST(Decode, ChangeOfRateAndChannelsInMidStreamIsConvertedToTheFirst) {
  const TemporaryFolder folder;
  const auto adts = [&](const std::string& name, const std::string& rate,
                        const std::string& channels) {
    const std::string path = folder.Path(name);
    testing::RunFfmpeg({"-f", "lavfi", "-i", "sine=440:d=1:r=" + rate, "-ac", channels, path});
    return testing::ReadWhole(path);
  };
  const std::string first = adts("1.aac", "44100", "2");
  const std::string second = adts("2.aac", "22050", "1");
  const Decoded alone = DecodeBytes(first);
  const Decoded half = DecodeBytes(second);
  const Decoded joined = DecodeBytes(first + second + first);
  EXPECT_EQ(joined.audio.sample_rate, 44100);
  EXPECT_EQ(joined.audio.channels, 2);
  EXPECT_NEAR(static_cast<double>(joined.audio.frames),
              static_cast<double>(2 * alone.audio.frames + 2 * half.audio.frames), 4096);
}

TEST(Decode, ReadsStreamsWhoseWriterCouldNotGoBack) {
  std::string wave = Encode(Synthesize(Signal::kTone, 16000, 1, 0.5, 1), AudioFormat::kWav);
  for (const std::string& size : {std::string("\xFF\xFF\xFF\xFF"), std::string("\xFF\xFF\xFF\x7F"),
                                  std::string("\x00\xF0\xFF\x7F", 4), std::string(4, '\0')}) {
    wave.replace(4, 4, size);
    wave.replace(40, 4, size);
    const Decoded decoded = DecodeBytes(wave);
    EXPECT_EQ(decoded.audio.frames, 8000);
    EXPECT_EQ(decoded.damage, std::nullopt);
  }
}

TEST(Decode, ReadsWavesFromAPipe) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("piped.wav");
  testing::RunFfmpeg({"-f", "lavfi", "-i", "sine=440:d=1:r=16000", "-seekable", "0", path});
  const Decoded decoded = DecodeFile(path);
  EXPECT_EQ(decoded.audio.frames, 16000);
  EXPECT_EQ(decoded.damage, std::nullopt);
}

TEST(Decode, TagsAroundTheSoundAreNoDamage) {
  const std::string id3v1 = "TAG" + std::string(125, ' ');
  const std::string id3v2 =
      std::string("ID3\x03\x00\x00\x00\x00\x01\x00", 10) + std::string(128, '\0');
  const Audio audio = Synthesize(Signal::kSpeech, 44100, 2, 1, 1);
  const std::string mp3 = Encode(audio, AudioFormat::kMp3);
  const std::string flac = Encode(audio, AudioFormat::kFlac);
  for (const std::string& bytes : {mp3 + id3v1, id3v2 + mp3, id3v2 + flac}) {
    const Decoded decoded = DecodeBytes(bytes);
    EXPECT_EQ(decoded.audio.frames, 44100);
    EXPECT_EQ(decoded.damage, std::nullopt);
  }
}

TEST(Decode, OptionsThatMakeNoSenseAreRefused) {
  const std::string wave = Encode(Synthesize(Signal::kTone, 16000, 2, 0.1, 1), AudioFormat::kWav);
  const auto message = [&](const DecodeOptions& options) -> std::string {
    try {
      DecodeBytes(wave, options);
    } catch (const beam::Error& error) {
      EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
      return error.message();
    }
    return "no error";
  };
  EXPECT_THAT(message({.sample_rate = 0}), HasSubstr("0 Hz"));
  EXPECT_THAT(message({.sample_rate = 1000000}), HasSubstr("1000000 Hz"));
  EXPECT_THAT(message({.channels = 0}), HasSubstr("0 channels"));
  EXPECT_THAT(message({.channels = 3}), HasSubstr("memory, wanted 3, found 2"));
}

TEST(Decode, ThreadsDoNotDisturbEachOther) {
  std::vector<std::string> files;
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kVorbis,
                                   AudioFormat::kOpus, AudioFormat::kMp3}) {
    files.push_back(Encode(Synthesize(Signal::kSpeech, 24000, 2, 0.4, 1), format));
  }
  const DecodeOptions options = {.sample_rate = 16000, .channels = 1};
  std::vector<Audio> expected;
  for (const std::string& file : files) expected.push_back(DecodeBytes(file, options).audio);
  std::vector<int> equal(4);
  std::vector<std::thread> threads;
  for (int& count : equal) {
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        for (size_t i = 0; i < files.size(); ++i) {
          const Audio audio = DecodeBytes(files[i], options).audio;
          count += std::ranges::equal(audio.samples(), expected[i].samples());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(equal, ::testing::Each(25));
}

}  // namespace
}  // namespace klay
