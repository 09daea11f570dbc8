#include "klay_beam/speech/speech_chunks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kWindow = SileroVad::kWindow;

SpeechSegment Seconds(double start, double end) {
  return {.start = static_cast<std::int64_t>(start * kSpeechRate),
          .end = static_cast<std::int64_t>(end * kSpeechRate)};
}

VoiceActivity Voice(std::vector<SpeechSegment> segments) {
  const std::int64_t windows = segments.empty() ? 1 : segments.back().end / kWindow + 1;
  return {.frames = windows * kWindow,
          .segments = std::move(segments),
          .probabilities = std::vector<float>(static_cast<std::size_t>(windows), 0.9F)};
}

TEST(SpeechChunks, NoSpeechIsNoChunk) {
  EXPECT_THAT(SpeechChunks(Voice({})), IsEmpty());
}

TEST(SpeechChunks, NeighboursAreTogetherAsFarAsTheyFit) {
  const VoiceActivity voice =
      Voice({Seconds(1, 9), Seconds(10, 20), Seconds(21, 31), Seconds(32, 33)});
  EXPECT_THAT(SpeechChunks(voice), ElementsAre(Seconds(1, 31), Seconds(32, 33)));
  EXPECT_THAT(SpeechChunks(voice, {.max_seconds = 25}),
              ElementsAre(Seconds(1, 20), Seconds(21, 33)));
}

TEST(SpeechChunks, ALongPauseIsInNoChunk) {
  const VoiceActivity voice = Voice({Seconds(0, 2), Seconds(7, 8), Seconds(13.1, 14)});
  EXPECT_THAT(SpeechChunks(voice), ElementsAre(Seconds(0, 8), Seconds(13.1, 14)));
  EXPECT_THAT(SpeechChunks(voice, {.max_pause = 0}),
              ElementsAre(Seconds(0, 2), Seconds(7, 8), Seconds(13.1, 14)));
}

TEST(SpeechChunks, ALongSegmentIsCutWhereSpeechIsLeastProbable) {
  VoiceActivity voice = Voice({Seconds(0, 40)});
  const int quiet = 700;  // A window at 22.4 s; the one at 10 s is not in the last third.
  voice.probabilities[quiet] = 0.5;
  voice.probabilities[312] = 0.1F;
  EXPECT_THAT(SpeechChunks(voice),
              ElementsAre(SpeechSegment{.start = 0, .end = quiet * kWindow + kWindow / 2},
                          SpeechSegment{.start = quiet * kWindow + kWindow / 2,
                                        .end = voice.segments[0].end}));
}

TEST(SpeechChunks, ALongSegmentWithoutAPauseGivesPiecesThatAreAlmostFull) {
  const std::vector<SpeechSegment> chunks = SpeechChunks(Voice({Seconds(0, 100)}));
  ASSERT_EQ(chunks.size(), 4U);
  EXPECT_GT(chunks[0].end, 29.9 * kSpeechRate);
}

TEST(SpeechChunks, TheEndOfALongSegmentIsTogetherWithWhatFollows) {
  const std::vector<SpeechSegment> chunks = SpeechChunks(Voice({Seconds(0, 35), Seconds(36, 40)}));
  ASSERT_EQ(chunks.size(), 2U);
  EXPECT_EQ(chunks[1].end, Seconds(36, 40).end);
}

TEST(SpeechChunks, RefusesLimitsThatMakeNoSense) {
  EXPECT_THROW(SpeechChunks(Voice({}), {.max_seconds = 0}), beam::Error);
  EXPECT_THROW(SpeechChunks(Voice({}), {.max_pause = -1}), beam::Error);
}

/// Speech of random lengths, as voice activity finds it in random probabilities.
VoiceActivity RandomVoice(std::mt19937& random) {
  const auto between = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  VoiceActivity voice{.frames = 0, .segments = {}, .probabilities = {}};
  const int stretches = std::uniform_int_distribution<int>(0, 40)(random);
  for (int i = 0; i < stretches; ++i) {
    const bool is_long = between(0, 1) < 0.2;
    const int speech = static_cast<int>(between(1, is_long ? 4000 : 200));
    const int silence = static_cast<int>(between(1, is_long ? 600 : 40));
    for (int n = 0; n < speech; ++n) {
      voice.probabilities.push_back(static_cast<float>(between(0.45, 1)));
    }
    voice.probabilities.insert(voice.probabilities.end(), static_cast<std::size_t>(silence), 0.1F);
  }
  voice.frames = std::ssize(voice.probabilities) * kWindow;
  if (voice.frames > 0) voice.frames -= static_cast<std::int64_t>(between(0, kWindow - 1));
  voice.segments = FindSpeech(voice.probabilities, voice.frames);
  return voice;
}

TEST(SpeechChunks, HoldAllSpeechInOrderWithinTheLimitWhateverThereIs) {
  std::mt19937 random(1);
  std::size_t long_segments = 0;
  for (int round = 0; round < 300; ++round) {
    const VoiceActivity voice = RandomVoice(random);
    const SpeechChunkOptions options = {
        .max_seconds = std::uniform_real_distribution<double>(0.5, 40)(random),
        .max_pause = std::uniform_real_distribution<double>(0, 10)(random)};
    const std::vector<SpeechSegment> chunks = SpeechChunks(voice, options);
    std::int64_t end = 0;
    for (const SpeechSegment& chunk : chunks) {
      ASSERT_GE(chunk.start, end);
      ASSERT_GT(chunk.end, chunk.start);
      ASSERT_LE(SpeechSeconds(chunk.end - chunk.start), options.max_seconds);
      end = chunk.end;
    }
    ASSERT_LE(end, voice.frames);
    // Each segment is in one chunk after the other, without a gap.
    for (const SpeechSegment& segment : voice.segments) {
      std::int64_t covered = segment.start;
      int pieces = 0;
      for (const SpeechSegment& chunk : chunks) {
        if (chunk.start <= covered && covered < chunk.end) {
          covered = chunk.end;
          ++pieces;
        }
        if (covered >= segment.end) break;
      }
      ASSERT_GE(covered, segment.end) << "round " << round;
      if (pieces > 1) ++long_segments;
    }
    const auto begins_with_speech = [&](const SpeechSegment& chunk) {
      return std::ranges::any_of(voice.segments, [&](const SpeechSegment& segment) {
        return segment.start <= chunk.start && chunk.start < segment.end;
      });
    };
    EXPECT_TRUE(std::ranges::all_of(chunks, begins_with_speech));
  }
  EXPECT_GT(long_segments, 100U);
}

}  // namespace
}  // namespace klay
