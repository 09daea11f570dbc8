#include "klay_beam/audio/transcode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "beam/base/error.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/probe.h"
#include "klay_beam/audio/process/gain.h"
#include "klay_beam/audio/process/loudness.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr AudioFormat kFormats[] = {AudioFormat::kWav,    AudioFormat::kAiff, AudioFormat::kFlac,
                                    AudioFormat::kVorbis, AudioFormat::kOpus, AudioFormat::kMp3,
                                    AudioFormat::kM4a};

/// Two seconds of stereo, of a rate that every format has.
Audio Sound() {
  return Synthesize(Signal::kNoise, 48000, 2, 2, 1);
}

std::string Bytes(const std::string& bytes, const TranscodeOptions& options,
                  Transcoded* transcoded = nullptr) {
  const auto source = OpenMemorySource("source", bytes);
  MemorySink sink;
  Transcoded result = Transcode(*source, sink, options);
  if (transcoded != nullptr) *transcoded = std::move(result);
  return sink.Take();
}

TEST(Transcode, GivesWhatDecodingAndEncodingGive) {
  const std::string wav = Encode(Sound(), AudioFormat::kWav);
  const Audio decoded = Decode(*OpenMemorySource("source", wav)).audio;
  for (const AudioFormat format : kFormats) {
    Transcoded transcoded;
    EXPECT_EQ(Bytes(wav, {.format = format}, &transcoded), Encode(decoded, format))
        << Suffix(format);
    EXPECT_EQ(transcoded.frames, decoded.frames);
    EXPECT_EQ(transcoded.format.sample_rate, 48000);
    EXPECT_EQ(transcoded.format.channels(), 2);
    EXPECT_DOUBLE_EQ(transcoded.source_seconds, 2);
    EXPECT_DOUBLE_EQ(transcoded.seconds(), 2);
    EXPECT_EQ(transcoded.damage, std::nullopt);
  }
}

TEST(Transcode, TakesEveryFormatToEveryOther) {
  for (const AudioFormat from : kFormats) {
    const std::string bytes = Encode(Sound(), from);
    for (const AudioFormat to : kFormats) {
      const std::string out = Bytes(bytes, {.format = to});
      EXPECT_EQ(Decode(*OpenMemorySource("out", out)).audio.frames, Sound().frames)
          << Suffix(from) << " to " << Suffix(to);
    }
  }
}

TEST(Transcode, ResamplesMixesAndProcessesOnTheWay) {
  const std::string wav = Encode(Sound(), AudioFormat::kWav);
  const DecodeOptions decode{.start = 0.5, .duration = 1, .sample_rate = 16000, .channels = 1};
  Transcoded transcoded;
  const std::string out =
      Bytes(wav, {.decode = decode, .step = Gain(-20), .format = AudioFormat::kFlac}, &transcoded);
  const Audio whole = Decode(*OpenMemorySource("source", wav), decode).audio;
  EXPECT_EQ(out, Encode(Apply(Gain(-20), whole), AudioFormat::kFlac));
  EXPECT_EQ(transcoded.frames, 16000);
}

TEST(Transcode, TakesStepsThatHoldTheSoundBack) {
  const std::string wav = Encode(Sound(), AudioFormat::kWav);
  const std::string out = Bytes(wav, {.step = NormalizeLoudness({.lufs = -30})});
  const auto loudness = MeasureLoudness(Decode(*OpenMemorySource("out", out)).audio);
  ASSERT_TRUE(loudness.has_value());
  EXPECT_NEAR(*loudness, -30, 0.1);
}

TEST(Transcode, CopiesTagsWhenAsked) {
  const std::string flac =
      Encode(Sound(), AudioFormat::kFlac, {.tags = {{"title", "Sea"}, {"artist", "Wind"}}});
  const auto tags_of = [&](const TranscodeOptions& options) {
    const std::string out = Bytes(flac, options);
    auto tags = Probe(*OpenMemorySource("out", out)).tags;
    std::erase_if(tags, [](const auto& tag) { return !IsEncodedTag(tag.first); });
    tags.erase("software");
    return tags;
  };
  EXPECT_THAT(tags_of({.format = AudioFormat::kMp3}), ElementsAre());
  for (const AudioFormat format : {AudioFormat::kMp3, AudioFormat::kVorbis, AudioFormat::kWav}) {
    EXPECT_THAT(tags_of({.format = format, .copy_tags = true}),
                ElementsAre(Pair("artist", "Wind"), Pair("title", "Sea")))
        << Suffix(format);
  }
  EXPECT_THAT(tags_of({.format = AudioFormat::kMp3,
                       .encode = {.tags = {{"title", "Lake"}}},
                       .copy_tags = true}),
              ElementsAre(Pair("artist", "Wind"), Pair("title", "Lake")));
}

TEST(Transcode, SaysWhatIsDamagedAndWritesTheRest) {
  const std::string wav = Encode(Sound(), AudioFormat::kWav);
  Transcoded transcoded;
  const std::string out = Bytes(wav.substr(0, wav.size() / 2), {}, &transcoded);
  EXPECT_TRUE(transcoded.damage.has_value());
  EXPECT_NEAR(transcoded.source_seconds, 1, 0.01);
  EXPECT_EQ(Decode(*OpenMemorySource("out", out)).audio.frames, transcoded.frames);
}

TEST(Transcode, CountsWhatIsClipped) {
  const std::string wav =
      Encode(Audio::FromPlanar("loud", 48000, 1, {0.5F, -0.5F, 0.1F}), AudioFormat::kWav);
  Transcoded transcoded;
  Bytes(wav, {.step = Gain(10)}, &transcoded);
  EXPECT_EQ(transcoded.clipped, 2);
}

TEST(Transcode, RefusesWhatIsNoAudio) {
  for (const std::string bytes : {"", "no audio", "RIFF\x24\0\0\0WAVE"}) {
    EXPECT_THROW(Bytes(bytes, {}), beam::Error) << bytes;
  }
  const std::string empty = Encode(Sound(), AudioFormat::kWav).substr(0, 44);
  try {
    Bytes(empty, {});
    FAIL() << "nothing became something";
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kDataLoss);
    EXPECT_THAT(error.message(), HasSubstr("source"));
  }
}

TEST(FormatOfName, GoesByTheSuffixInAnyCase) {
  for (const AudioFormat format : kFormats) {
    EXPECT_EQ(FormatOfName("/a.b/c" + std::string(Suffix(format))), format);
  }
  EXPECT_EQ(FormatOfName("A.WAV"), AudioFormat::kWav);
  EXPECT_EQ(FormatOfName("a.16k.Flac"), AudioFormat::kFlac);
  EXPECT_EQ(FormatOfName("a.npy"), std::nullopt);
  EXPECT_EQ(FormatOfName("wav"), std::nullopt);
}

}  // namespace
}  // namespace klay
