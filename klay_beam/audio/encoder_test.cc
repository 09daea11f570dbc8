#include "klay_beam/audio/encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/probe.h"
#include "klay_beam/audio/synthesis.h"

/// Read by LeakSanitizer: libvorbisenc 1.3.7 never frees one of the two mappings that it makes for
/// six channels, 3 KB an encoder.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): its name for it.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libvorbisenc.so";
}

namespace klay {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Pair;

/// The tone of a channel [Hz], low enough for the one of low frequencies.
double ToneOf(int channel) {
  return 40.0 + 12.0 * channel;
}

AudioInfo InfoOf(std::string bytes) {
  return Probe(*OpenMemorySource("m", std::move(bytes)));
}

std::string RefusalOf(AudioFormat format, const EncodeOptions& options) {
  try {
    Encode(Synthesize(Signal::kTone, 48000, 1, 0.1, 1), format, options);
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
    return error.message();
  }
  return "no refusal";
}

TEST(Encoder, TakesBlocksOfAnyLength) {
  const Audio audio = Synthesize(Signal::kSpeech, 48000, 2, 1, 1);
  for (const AudioFormat format :
       {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kMp3, AudioFormat::kM4a}) {
    MemorySink sink;
    Encoder encoder(sink, format, {.sample_rate = 48000, .layout = audio.layout}, "a");
    for (int64_t begin = 0; begin < audio.frames; begin += 777) {
      encoder.Write(SoundBlock(audio).Part(begin, 777));
    }
    encoder.Finish();
    EXPECT_EQ(sink.Take(), Encode(audio, format)) << Suffix(format);
  }
}

TEST(Encoder, LosslessTypesComeBackToTheLastBit) {
  const Audio sound = Synthesize(Signal::kNoise, 48000, 2, 0.5, 1);
  const std::pair<SampleType, int> types[] = {
      {SampleType::kPcm8, 8},   {SampleType::kPcm16, 16},   {SampleType::kPcm24, 24},
      {SampleType::kPcm32, 32}, {SampleType::kFloat32, 32}, {SampleType::kFloat64, 64}};
  for (const auto& [type, bits] : types) {
    for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac}) {
      if (format == AudioFormat::kFlac && bits >= 32) continue;  // Refused; see below.
      const EncodeOptions options = {.sample_type = type};
      const std::string once = Encode(sound, format, options);
      EXPECT_EQ(InfoOf(once).bit_depth, bits);
      // What was rounded once is not rounded again.
      const Audio rounded = Decode(*OpenMemorySource("m", once)).audio;
      const Audio again = Decode(*OpenMemorySource("m", Encode(rounded, format, options))).audio;
      EXPECT_TRUE(std::ranges::equal(again.samples(), rounded.samples()))
          << Suffix(format) << " " << bits;
      const double step = bits == 8 ? 1.0 / 128 : 1.0 / 32768;
      for (size_t i = 0; i < sound.samples().size(); ++i) {
        ASSERT_NEAR(rounded.samples()[i], sound.samples()[i], step) << Suffix(format) << bits;
      }
    }
  }
}

TEST(Encoder, CountsWhatIsClipped) {
  const Audio audio = Audio::FromPlanar("loud", 48000, 2, {1, 2, -3, 0.5F, -1, 1.5F});
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kFlac, AudioFormat::kVorbis,
                                   AudioFormat::kMp3, AudioFormat::kM4a}) {
    int64_t clipped = 0;
    Encode(audio, format, {}, &clipped);
    EXPECT_EQ(clipped, 3) << Suffix(format);
  }
}

TEST(Encoder, HoldsAConstantBitRate) {
  const Audio audio = Synthesize(Signal::kNoise, 44100, 2, 4, 1);
  for (const int bit_rate : {64000, 128000, 192000, 320000}) {
    const std::string bytes = Encode(audio, AudioFormat::kMp3, {.bit_rate = bit_rate});
    EXPECT_NEAR(static_cast<double>(bytes.size()) * 8 / 4, bit_rate, bit_rate * 0.03);
    EXPECT_EQ(Decode(*OpenMemorySource("m", bytes)).audio.frames, audio.frames);
  }
}

TEST(Encoder, KeepsM4aNearItsBitRate) {
  const Audio audio = Synthesize(Signal::kNoise, 44100, 2, 4, 1);
  for (const int bit_rate : {64000, 128000, 192000}) {
    const std::string bytes = Encode(audio, AudioFormat::kM4a, {.bit_rate = bit_rate});
    EXPECT_NEAR(static_cast<double>(bytes.size()) * 8 / 4, bit_rate, bit_rate * 0.1);
  }
}

TEST(Encoder, KeepsOpusNearItsBitRate) {
  const Audio audio = Synthesize(Signal::kNoise, 48000, 2, 4, 1);
  for (const int bit_rate : {32000, 96000, 192000}) {
    const std::string bytes = Encode(audio, AudioFormat::kOpus, {.bit_rate = bit_rate});
    EXPECT_NEAR(static_cast<double>(bytes.size()) * 8 / 4, bit_rate, bit_rate * 0.2);
  }
}

TEST(Encoder, QualityCostsBytes) {
  const Audio audio = Synthesize(Signal::kNoise, 48000, 2, 2, 1);
  for (const AudioFormat format : {AudioFormat::kVorbis, AudioFormat::kOpus, AudioFormat::kMp3}) {
    const size_t small = Encode(audio, format, {.quality = 0.1}).size();
    const size_t large = Encode(audio, format, {.quality = 0.9}).size();
    EXPECT_GT(static_cast<double>(large), 1.3 * static_cast<double>(small)) << Suffix(format);
  }
}

TEST(Encoder, WritesTags) {
  for (const AudioFormat format :
       {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac, AudioFormat::kVorbis,
        AudioFormat::kOpus, AudioFormat::kMp3, AudioFormat::kM4a}) {
    const std::string bytes = Encode(Synthesize(Signal::kTone, 48000, 1, 0.3, 1), format,
                                     {.tags = {{"title", "Łódź"}, {"artist", "Nina"}}});
    EXPECT_THAT(InfoOf(bytes).tags, Contains(Pair("title", "Łódź"))) << Suffix(format);
    EXPECT_THAT(InfoOf(bytes).tags, Contains(Pair("artist", "Nina"))) << Suffix(format);
  }
}

TEST(Encoder, WavKeepsTheLayout) {
  Audio audio = Synthesize(Signal::kTone, 48000, 6, 0.1, 1);
  audio.layout = FlacLayout(6);
  EXPECT_EQ(LayoutName(InfoOf(Encode(audio, AudioFormat::kWav)).layout), "5.1");
}

/// A tone of its own in each channel: what the loudest is says which channel it was.
Audio TonePerChannel(int channels) {
  constexpr int64_t kFrames = 48000;
  std::vector<float> samples;
  for (int c = 0; c < channels; ++c) {
    for (int64_t i = 0; i < kFrames; ++i) {
      const double phase = 2 * std::numbers::pi * ToneOf(c) * static_cast<double>(i) / 48000;
      samples.push_back(static_cast<float>(0.3 * std::sin(phase)));
    }
  }
  Audio audio = Audio::FromPlanar("tones", 48000, channels, std::move(samples));
  audio.layout = FlacLayout(channels);
  return audio;
}

/// The channel of TonePerChannel that `samples` sound like.
int ChannelOf(std::span<const float> samples, int channels) {
  int loudest = -1;
  double most = 0;
  for (int c = 0; c < channels; ++c) {
    std::complex<double> sum = 0;
    for (size_t i = 0; i < samples.size(); ++i) {
      sum += static_cast<double>(samples[i]) *
             std::polar(1.0, 2 * std::numbers::pi * ToneOf(c) * static_cast<double>(i) / 48000);
    }
    if (std::abs(sum) > most) {
      most = std::abs(sum);
      loudest = c;
    }
  }
  return loudest;
}

TEST(Encoder, KeepsTheChannelsInTheirOrder) {
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac,
                                   AudioFormat::kVorbis, AudioFormat::kOpus, AudioFormat::kM4a}) {
    for (const int channels : {3, 4, 5, 6, 7, 8}) {
      if (format == AudioFormat::kM4a && channels == 7) continue;  // AAC has no such layout.
      const Audio audio = TonePerChannel(channels);
      const Audio back = Decode(*OpenMemorySource("m", Encode(audio, format))).audio;
      ASSERT_EQ(back.channels, channels) << Suffix(format);
      for (int c = 0; c < channels; ++c) {
        EXPECT_EQ(ChannelOf(back.channel(c), channels), c) << Suffix(format) << " " << channels;
      }
      // AIFF has no place for it.
      const bool told = format != AudioFormat::kAiff;
      EXPECT_EQ(back.layout, told ? audio.layout : DefaultLayout(channels)) << Suffix(format);
    }
  }
}

TEST(Encoder, PutsTheChannelsOfOtherLayoutsWhereTheirSpeakersBelong) {
  using enum Speaker;
  Audio audio = TonePerChannel(6);
  audio.layout = {kFrontCenter, kFrontLeft, kFrontRight, kSideLeft, kSideRight, kLowFrequency};
  for (const AudioFormat format : {AudioFormat::kFlac, AudioFormat::kVorbis, AudioFormat::kOpus}) {
    const Audio back = Decode(*OpenMemorySource("m", Encode(audio, format))).audio;
    std::vector<int> found;
    for (int c = 0; c < 6; ++c) found.push_back(ChannelOf(back.channel(c), 6));
    EXPECT_THAT(found, ::testing::ElementsAre(1, 2, 0, 5, 3, 4)) << Suffix(format);
  }
}

TEST(Encoder, RefusesOptionsThatTheFormatDoesNotHave) {
  EXPECT_THAT(RefusalOf(AudioFormat::kFlac, {.sample_type = SampleType::kFloat32}),
              HasSubstr("cannot hold this audio"));
  EXPECT_THAT(RefusalOf(AudioFormat::kWav, {.bit_rate = 128000}),
              HasSubstr("only MP3, M4A and Opus"));
  EXPECT_THAT(RefusalOf(AudioFormat::kMp3, {.bit_rate = 0}), HasSubstr("above 0"));
  EXPECT_THAT(RefusalOf(AudioFormat::kWav, {.quality = 0.5}), HasSubstr("only Vorbis"));
  EXPECT_THAT(RefusalOf(AudioFormat::kVorbis, {.quality = 1.5}), HasSubstr("from 0 to 1"));
  EXPECT_THAT(RefusalOf(AudioFormat::kWav, {.tags = {{"mood", "blue"}}}),
              HasSubstr("no tag \"mood\""));
}

class FullSink final : public ByteSink {
 public:
  void WriteAt(int64_t, std::span<const std::byte>) override {
    throw beam::Error(beam::ErrorCode::kResourceExhausted, "no space left");
  }
  int64_t size() const override { return 0; }
};

TEST(Encoder, TellsWhatTheSinkThrew) {
  FullSink sink;
  try {
    Encoder encoder(sink, AudioFormat::kWav, {.sample_rate = 8000, .layout = DefaultLayout(1)},
                    "a");
    encoder.Write(SoundBlock(Synthesize(Signal::kTone, 8000, 1, 10, 1)));
    encoder.Finish();
    FAIL() << "written";
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kResourceExhausted);
  }
}

}  // namespace
}  // namespace klay
