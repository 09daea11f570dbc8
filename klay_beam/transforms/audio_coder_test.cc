#include "klay_beam/transforms/audio_coder.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace klay {
namespace {

TEST(AudioCoder, DecodeGivesBackWhatEncodeTook) {
  const Audio audio = Audio::FromPlanar("a b\xff.wav", 44100, 2, {0.5F, -1, 0, 1, -0.25F, 1e-9F});
  const Audio copy = beam::Decode<Audio>(beam::Encode(audio));
  EXPECT_EQ(copy.path, audio.path);
  EXPECT_EQ(copy.sample_rate, 44100);
  EXPECT_EQ(copy.channels, 2);
  EXPECT_EQ(copy.frames, 3);
  EXPECT_TRUE(std::ranges::equal(copy.samples(), audio.samples()));
}

TEST(AudioCoder, KeepsTheLayout) {
  Audio audio = Audio::FromPlanar("a", 44100, 2, {0.5F, -1});
  audio.layout = {Speaker::kFrontRight, Speaker::kLowFrequency};
  EXPECT_EQ(beam::Decode<Audio>(beam::Encode(audio)).layout, audio.layout);
}

TEST(AudioCoder, EmptyAudioSurvives) {
  EXPECT_EQ(beam::Decode<Audio>(beam::Encode(Audio())).frames, 0);
}

TEST(AudioCoder, BytesThatCannotBeAudioAreDataLoss) {
  const std::string bytes = beam::Encode(Audio::FromPlanar("a", 8000, 2, {1, 2, 3, 4}));
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(beam::Decode<Audio>(bytes.substr(0, length)), beam::Error) << length;
  }
  std::string three_channels = bytes;
  three_channels[4] = 3;
  try {
    beam::Decode<Audio>(three_channels);
    FAIL() << "four samples were taken as three channels";
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kDataLoss);
  }
}

}  // namespace
}  // namespace klay
