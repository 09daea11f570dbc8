#include "klay_beam/audio/encode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "beam/base/error.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

constexpr AudioFormat kFormats[] = {AudioFormat::kWav,    AudioFormat::kAiff, AudioFormat::kFlac,
                                    AudioFormat::kVorbis, AudioFormat::kOpus, AudioFormat::kMp3,
                                    AudioFormat::kM4a};
constexpr AudioFormat kPcmFormats[] = {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac};

Audio DecodeBytes(std::string bytes) {
  return Decode(*OpenMemorySource("memory", std::move(bytes))).audio;
}

/// Correlation of the two signals at the lag that fits best, up to 0.1 s.
double Likeness(std::span<const float> a, std::span<const float> b) {
  double best = 0;
  for (size_t lag = 0; lag < 2400; ++lag) {
    double ab = 0;
    double aa = 1e-12;
    double bb = 1e-12;
    for (size_t i = 0; i + lag < b.size() && i < a.size(); i += 3) {
      ab += double{a[i]} * b[i + lag];
      aa += double{a[i]} * a[i];
      bb += double{b[i + lag]} * b[i + lag];
    }
    best = std::max(best, ab / std::sqrt(aa * bb));
  }
  return best;
}

TEST(Encode, EveryFormatComesBackAlike) {
  for (const AudioFormat format : kFormats) {
    for (const int channels : {1, 2}) {
      const Audio audio = Synthesize(Signal::kTone, 24000, channels, 0.6, 8);
      const Audio back = DecodeBytes(Encode(audio, format));
      const Audio at_rate = Resample(back, 24000);
      EXPECT_EQ(back.channels, channels) << Suffix(format);
      EXPECT_NEAR(back.seconds(), 0.6, 0.06) << Suffix(format);
      EXPECT_GT(Likeness(audio.channel(0), at_rate.channel(0)), 0.99) << Suffix(format);
    }
  }
}

TEST(Encode, SixteenBitSamplesComeBackExactly) {
  std::vector<float> samples;
  for (int value = -32768; value <= 32767; value += 5) {
    samples.push_back(static_cast<float>(value) / 32768.0f);
  }
  const Audio audio = Audio::FromPlanar("", 16000, 1, samples);
  for (const AudioFormat format : kPcmFormats) {
    EXPECT_TRUE(std::ranges::equal(DecodeBytes(Encode(audio, format)).samples(), samples))
        << Suffix(format);
  }
}

TEST(Encode, SaturatesBeyondFullScale) {
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Audio audio =
      Audio::FromPlanar("", 16000, 1, {1.5f, -1.5f, 1.0f, -1.0f, 1e30f, -infinity, infinity, nan});
  const float top = 32767 / 32768.0f;
  for (const AudioFormat format : kPcmFormats) {
    EXPECT_THAT(DecodeBytes(Encode(audio, format)).samples(),
                ::testing::ElementsAre(top, -1, top, -1, top, -1, top, 0))
        << Suffix(format);
  }
}

TEST(Encode, SameSamplesGiveTheSameBytes) {
  const Audio audio = Synthesize(Signal::kSpeech, 16000, 2, 1, 3);
  for (const AudioFormat format : kFormats) {
    EXPECT_EQ(Encode(audio, format), Encode(audio, format)) << Suffix(format);
  }
}

TEST(Encode, FfmpegReadsEveryFormat) {
  const testing::TemporaryFolder folder;
  const Audio audio = Synthesize(Signal::kSpeech, 48000, 2, 4, 3);
  for (const AudioFormat format : kFormats) {
    const std::string path =
        folder.Write(std::string("a").append(Suffix(format)), Encode(audio, format));
    const Audio ours = DecodeFile(path).audio;
    const size_t theirs = testing::FfmpegSamples(path).size();
    EXPECT_EQ(ours.samples().size(), audio.samples().size()) << path;
    // What fills up the last packet of AAC is left there.
    EXPECT_LT(theirs - ours.samples().size(), format == AudioFormat::kM4a ? 2048 : 1) << path;
  }
}

TEST(Encode, FilesAreSound) {
  const Audio audio = Synthesize(Signal::kSpeech, 48000, 1, 0.7, 3);
  for (const AudioFormat format : kFormats) {
    EXPECT_EQ(Decode(*OpenMemorySource("m", Encode(audio, format))).damage, std::nullopt)
        << Suffix(format);
  }
}

TEST(Encode, OpusTakesOnlyItsOwnRates) {
  try {
    Encode(Synthesize(Signal::kTone, 44100, 1, 0.1, 1), AudioFormat::kOpus);
    FAIL() << "encoded";
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
    EXPECT_THAT(error.message(), ::testing::HasSubstr("44100"));
  }
}

TEST(Encode, RefusesWhatTheFormatCannotHold) {
  const Audio many = Audio::FromPlanar("many.wav", 16000, 12, std::vector<float>(1200));
  EXPECT_THROW(Encode(many, AudioFormat::kMp3), beam::Error);
  EXPECT_THROW(Encode(many, AudioFormat::kFlac), beam::Error);
  EXPECT_THROW(Encode(Audio(), AudioFormat::kWav), beam::Error);
}

TEST(Encode, SuffixesDiffer) {
  std::vector<std::string_view> suffixes;
  for (const AudioFormat format : kFormats) suffixes.push_back(Suffix(format));
  EXPECT_THAT(suffixes,
              ::testing::ElementsAre(".wav", ".aiff", ".flac", ".ogg", ".opus", ".mp3", ".m4a"));
}

}  // namespace
}  // namespace klay
