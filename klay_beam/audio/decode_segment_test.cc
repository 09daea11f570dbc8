// Decode of a part of a file, and its limits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/decoder.h"
#include "klay_beam/audio/codec/ogg_pages.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/reference_files.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::HasSubstr;
using testing::ReferenceFormat;
using testing::TemporaryFolder;

/// The largest difference of `part` from what `whole` has from frame `begin` on.
double LargestDifference(const Audio& part, const Audio& whole, int64_t begin) {
  double largest = 0;
  for (int c = 0; c < part.channels; ++c) {
    const std::span<const float> expected =
        whole.channel(c).subspan(static_cast<size_t>(begin), static_cast<size_t>(part.frames));
    for (size_t i = 0; i < expected.size(); ++i) {
      largest = std::max<double>(largest, std::fabs(part.channel(c)[i] - expected[i]));
    }
  }
  return largest;
}

class DecodeEachSegment : public ::testing::TestWithParam<ReferenceFormat> {};

TEST_P(DecodeEachSegment, IsThatPartOfTheWhole) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("sound" + GetParam().suffix);
  ReferenceFormat format = GetParam();
  if (format.encoder[1] == "aac") {
    // Otherwise the decoder fills bands with noise of its own, which depends on all that it drew
    // before.
    format.encoder.insert(format.encoder.end(), {"-aac_pns", "0"});
  }
  testing::WriteReference(format, path, 6.3);
  const Audio whole = DecodeFile(path).audio;
  const int rate = whole.sample_rate;

  std::mt19937 random(5);
  std::vector<int64_t> cuts = {0, 1, 2111, whole.frames - 1, whole.frames};
  for (int i = 0; i < 7; ++i) cuts.push_back(static_cast<int64_t>(random() % whole.frames));
  std::ranges::sort(cuts);
  cuts.erase(std::ranges::unique(cuts).begin(), cuts.end());
  for (size_t i = 0; i + 1 < cuts.size(); ++i) {
    const double start = static_cast<double>(cuts[i]) / rate;
    const double end = static_cast<double>(cuts[i + 1]) / rate;
    const Decoded part = DecodeFile(path, {.start = start, .duration = end - start});
    ASSERT_EQ(part.audio.frames, cuts[i + 1] - cuts[i]) << start;
    EXPECT_LE(LargestDifference(part.audio, whole, cuts[i]), GetParam().lossless ? 0 : 1e-4)
        << start;
    EXPECT_EQ(part.damage, std::nullopt);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, DecodeEachSegment,
                         ::testing::ValuesIn(testing::ReferenceFormats()),
                         [](const auto& info) { return info.param.name; });

/// Opens what `write` makes and enters it after 5 s: whether that was possible.
bool Enters(const std::string& suffix, const std::vector<std::string>& encoder) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("sound" + suffix);
  testing::WriteReference({.name = "Entered", .suffix = suffix, .encoder = encoder}, path, 6.3);
  const auto source = OpenFileSource(path);
  const auto decoder = OpenDecoder(*source);
  return decoder->Seek(int64_t{5} * decoder->format().sample_rate);
}

TEST(DecodeSegment, EntersWithoutDecodingAllThatIsInFront) {
  EXPECT_TRUE(Enters(".wav", {}));
  EXPECT_TRUE(Enters(".flac", {}));
  EXPECT_TRUE(Enters(".mp3", {}));
  EXPECT_TRUE(Enters(".ogg", {"-c:a", "libvorbis"}));
  EXPECT_TRUE(Enters(".opus", {"-ar", "48000"}));
  EXPECT_TRUE(Enters(".m4a", {}));
  EXPECT_TRUE(Enters(".webm", {"-c:a", "libopus", "-ar", "48000"}));
  EXPECT_TRUE(Enters(".mkv", {"-c:a", "libopus", "-ar", "48000", "-frame_duration", "2.5"}));
  EXPECT_TRUE(Enters(".mkv", {"-c:a", "aac"}));
  EXPECT_TRUE(Enters(".mkv", {"-c:a", "libmp3lame"}));
  // Its packets begin anywhere, and the clock counts milliseconds.
  EXPECT_FALSE(Enters(".webm", {"-c:a", "libvorbis"}));
}

TEST(DecodeSegment, EntersAChainOfOggFilesToTheFrame) {
  std::string first = Encode(Synthesize(Signal::kSpeech, 16000, 1, 3, 1), AudioFormat::kVorbis);
  const std::string second =
      Encode(Synthesize(Signal::kSpeech, 16000, 1, 3, 2), AudioFormat::kVorbis);
  SetOggSerial(first, 7);
  const auto source = OpenMemorySource("chain", first + second);
  const Audio whole = Decode(*source).audio;
  EXPECT_EQ(whole.frames, 6 * 16000);
  for (const int64_t begin : {20000, 48000, 50000, 90000}) {
    const Audio part = Decode(*source, {.start = static_cast<double>(begin) / 16000}).audio;
    ASSERT_EQ(part.frames, whole.frames - begin);
    EXPECT_EQ(LargestDifference(part, whole, begin), 0);
  }
}

class DecodeSegmentOf : public ::testing::Test {
 protected:
  Decoded Get(const DecodeOptions& options) { return Decode(*source_, options); }

  beam::Error ErrorOf(const DecodeOptions& options) {
    try {
      Get(options);
    } catch (const beam::Error& error) {
      return error;
    }
    return {beam::ErrorCode::kInternal, "no error"};
  }

 private:
  std::unique_ptr<ByteSource> source_ = OpenMemorySource(
      "two seconds", Encode(Synthesize(Signal::kNoise, 8000, 2, 2, 1), AudioFormat::kWav));
};

TEST_F(DecodeSegmentOf, EndsWithTheFile) {
  EXPECT_EQ(Get({.start = 1.5, .duration = 7}).audio.frames, 4000);
  EXPECT_EQ(Get({.start = 1.5}).audio.frames, 4000);
  EXPECT_EQ(Get({.start = 1.5}).source_seconds, 0.5);
}

TEST_F(DecodeSegmentOf, IsResampledAndMixedAsASoundOfItsOwn) {
  const Decoded part = Get({.start = 0.5, .duration = 1, .sample_rate = 16000, .channels = 1});
  EXPECT_EQ(part.audio.frames, 16000);
  EXPECT_EQ(part.audio.channels, 1);
}

TEST_F(DecodeSegmentOf, BehindTheEndIsRefused) {
  for (const double start : {2.0, 2.5, 1e8}) {
    EXPECT_EQ(ErrorOf({.start = start}).code(), beam::ErrorCode::kInvalidArgument);
    EXPECT_THAT(ErrorOf({.start = start}).message(), HasSubstr("behind the end: two seconds"));
  }
}

TEST_F(DecodeSegmentOf, ThatIsNoneIsRefused) {
  for (const DecodeOptions& options :
       {DecodeOptions{.start = -1}, DecodeOptions{.start = NAN}, DecodeOptions{.start = INFINITY},
        DecodeOptions{.duration = 0.0}, DecodeOptions{.duration = -1.0},
        DecodeOptions{.duration = NAN}}) {
    EXPECT_THAT(ErrorOf(options).message(), HasSubstr("there is no such segment"));
  }
}

TEST_F(DecodeSegmentOf, StaysWithinItsLimits) {
  const int64_t bytes = int64_t{2} * 16000 * 4;
  EXPECT_EQ(Get({.max_seconds = 2, .max_channels = 2, .max_bytes = bytes}).audio.frames, 16000);
  for (const DecodeOptions& options :
       {DecodeOptions{.max_seconds = 1.9}, DecodeOptions{.max_channels = 1},
        DecodeOptions{.max_bytes = bytes - 1}}) {
    EXPECT_EQ(ErrorOf(options).code(), beam::ErrorCode::kResourceExhausted);
  }
  EXPECT_EQ(ErrorOf({.max_seconds = 1.5}).message(),
            "more than 1.5 s (max_seconds): two seconds, 8000 Hz");
  EXPECT_EQ(Get({.start = 1, .max_seconds = 1}).audio.frames, 8000);
  EXPECT_EQ(Get({.channels = 1, .max_bytes = bytes / 2}).audio.frames, 16000);
}

}  // namespace
}  // namespace klay
