#include "klay_beam/audio/inspect/inspection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "beam/base/error.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/process/crop.h"
#include "klay_beam/audio/process/loudness.h"
#include "klay_beam/audio/process/mix_channels.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

using ::testing::Contains;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

Inspection InspectAudio(const Audio& audio) {
  return Inspect(*OpenMemorySource(
      "m", Encode(audio, AudioFormat::kWav, {.sample_type = SampleType::kFloat32})));
}

Audio Tone() {
  return Synthesize(Signal::kTone, 48000, 1, 2, 1);
}

TEST(Inspect, MeasuresTheSound) {
  const Audio sound = Apply(Pad(1, 0), Tone());
  const Inspection found = InspectAudio(sound);
  EXPECT_EQ(found.info.codec, "pcm_f32");
  EXPECT_EQ(found.frames, 144000);
  EXPECT_EQ(found.seconds, 3);
  EXPECT_NEAR(found.silent_seconds, 1, 0.01);  // The tone rises from nothing.
  EXPECT_EQ(found.peak, std::ranges::max(sound.samples()));
  EXPECT_THAT(found.loudness, Optional(DoubleNear(*MeasureLoudness(sound), 1e-6)));
  EXPECT_EQ(found.clipped, 0);
  EXPECT_EQ(found.damage, std::nullopt);
  EXPECT_THAT(found.notes, IsEmpty());
}

TEST(Inspect, CountsClippedSamples) {
  std::vector<float> samples(1000, 0.1F);
  for (size_t i = 10; i < 15; ++i) samples[i] = 1;    // Clipped.
  for (size_t i = 20; i < 22; ++i) samples[i] = 1;    // Only two.
  for (size_t i = 30; i < 40; ++i) samples[i] = 0.5;  // Not at full scale.
  for (size_t i = 50; i < 53; ++i) samples[i] = -1;   // Clipped.
  EXPECT_EQ(InspectAudio(Audio::FromPlanar("c", 8000, 1, samples)).clipped, 8);
}

TEST(Inspect, NotesWhatIsOdd) {
  const Step stereo = DuplicateChannel(DefaultLayout(2));
  EXPECT_THAT(InspectAudio(Apply(stereo, Tone())).notes, ElementsAre("all channels are the same"));
  const Step left = MixChannels({{1}, {0}}, DefaultLayout(2));
  EXPECT_THAT(InspectAudio(Apply(left, Tone())).notes, ElementsAre("channel 2: silent"));
  const Audio silence = Audio::FromPlanar("s", 8000, 1, std::vector<float>(8000));
  EXPECT_THAT(InspectAudio(silence).notes, ElementsAre("digital silence"));
  const Audio offset = Audio::FromPlanar("s", 8000, 1, std::vector<float>(8000, 0.25F));
  EXPECT_THAT(InspectAudio(offset).notes, Contains("DC offset 0.25"));
}

TEST(Inspect, TellsDamage) {
  const std::string whole = Encode(Tone(), AudioFormat::kWav);
  const Inspection found = Inspect(*OpenMemorySource("cut", whole.substr(0, whole.size() / 2)));
  EXPECT_THAT(found.damage, Optional(::testing::HasSubstr("truncated")));
  EXPECT_NEAR(found.seconds, 1, 0.01);
  EXPECT_THROW(Inspect(*OpenMemorySource("none", std::string())), beam::Error);
}

TEST(Inspect, HandsOutEveryBlock) {
  const std::string bytes = Encode(Tone(), AudioFormat::kWav);
  int64_t frames = 0;
  Inspect(*OpenMemorySource("m", bytes), [&](const SoundFormat& format, SoundBlock block) {
    EXPECT_EQ(format.sample_rate, 48000);
    frames += block.frames();
  });
  EXPECT_EQ(frames, 96000);
}

}  // namespace
}  // namespace klay
