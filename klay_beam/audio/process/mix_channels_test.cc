#include "klay_beam/audio/process/mix_channels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "beam/base/error.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using enum Speaker;

std::vector<float> Samples(const Audio& audio) {
  return {audio.samples().begin(), audio.samples().end()};
}

/// One frame with a sample for each speaker.
Audio Frame(const ChannelLayout& layout, std::vector<float> samples) {
  Audio audio =
      Audio::FromPlanar("frame", 8000, static_cast<int>(layout.size()), std::move(samples));
  audio.layout = layout;
  return audio;
}

std::string Refusal(const Step& step, const Audio& audio) {
  try {
    Apply(step, audio);
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
    return error.message();
  }
  return "no refusal";
}

const ChannelLayout kStereo = {kFrontLeft, kFrontRight};
const ChannelLayout kSurround = {kFrontLeft,    kFrontRight, kFrontCenter,
                                 kLowFrequency, kSideLeft,   kSideRight};

TEST(ToMono, IsTheMean) {
  EXPECT_THAT(Samples(Apply(ToMono(), Frame(kStereo, {0.5, 0.25}))), ElementsAre(0.375F));
  EXPECT_THAT(Samples(Apply(ToMono(), Frame({kFrontCenter}, {0.5}))), ElementsAre(0.5F));
}

TEST(MixChannels, MultipliesByTheMatrix) {
  const Audio mixed =
      Apply(MixChannels({{1, 0.5}, {0, -1}, {2, 2}}, {kFrontLeft, kFrontRight, kFrontCenter}),
            Frame(kStereo, {0.25, 0.5}));
  EXPECT_THAT(Samples(mixed), ElementsAre(0.5F, -0.5F, 1.5F));
  EXPECT_EQ(LayoutName(mixed.layout), "3.0");
}

TEST(MixChannels, RefusesAMatrixThatDoesNotFit) {
  EXPECT_THAT(Refusal(MixChannels({{1, 1}}, kStereo), Frame(kStereo, {0, 0})),
              HasSubstr("1 rows, stereo"));
  EXPECT_THAT(Refusal(MixChannels({{1}, {1}}, kStereo), Frame(kStereo, {0, 0})),
              HasSubstr("1 numbers, stereo"));
}

TEST(SelectChannels, TakesThemInOrder) {
  const Audio chosen = Apply(SelectChannels({2, 0}), Frame(kSurround, {1, 2, 3, 4, 5, 6}));
  EXPECT_THAT(Samples(chosen), ElementsAre(3, 1));
  EXPECT_EQ(LayoutName(chosen.layout), "FC+FL");
  EXPECT_THAT(Refusal(SelectChannels({2}), Frame(kStereo, {0, 0})),
              HasSubstr("no such channel: 2 of stereo"));
}

TEST(DuplicateChannel, CopiesMono) {
  const Audio stereo = Apply(DuplicateChannel(kStereo), Frame({kFrontCenter}, {0.5}));
  EXPECT_THAT(Samples(stereo), ElementsAre(0.5F, 0.5F));
  EXPECT_NE(Refusal(DuplicateChannel(kStereo), Frame(kStereo, {0, 0})), "no refusal");
}

TEST(Downmix, RefusesUnknownSpeakersAndOtherLayouts) {
  EXPECT_THAT(Refusal(Downmix(kStereo), Frame(DefaultLayout(3), {0, 0, 0})),
              HasSubstr("only known speakers can be mixed: found 3 channels"));
  EXPECT_THAT(Refusal(Downmix(kSurround), Frame(kStereo, {0, 0})), HasSubstr("wanted 5.1(side)"));
}

TEST(Downmix, KeepsFullScale) {
  for (const ChannelLayout& to : {DefaultLayout(1), DefaultLayout(2)}) {
    for (const float sample : Samples(Apply(Downmix(to), Frame(kSurround, {1, 1, 1, 1, 1, 1})))) {
      EXPECT_THAT(sample, FloatNear(1, 1e-6F));
    }
  }
}

/// libswresample has the same table, but lets floating-point samples grow beyond full scale.
TEST(Downmix, EqualsTheFfmpegProgram) {
  const testing::TemporaryFolder folder;
  Audio noise = Synthesize(Signal::kNoise, 48000, 6, 0.2, 1);
  noise.layout = kSurround;
  const std::string wave = folder.Write("six.wav", Encode(noise, AudioFormat::kWav));
  const double root = std::sqrt(2);
  const std::tuple<std::string, int, double> targets[] = {{"stereo", 2, 1 + root},
                                                          {"mono", 1, 2 + root}};
  for (const auto& [layout, channels, growth] : targets) {
    const std::string mixed = folder.Path(layout + ".wav");
    testing::RunFfmpeg({"-i", wave, "-af", "aformat=sample_fmts=flt:channel_layouts=" + layout,
                        "-c:a", "pcm_f32le", mixed});
    const std::vector<float> expected = testing::FfmpegSamples(mixed);
    const Audio found = Apply(Downmix(DefaultLayout(channels)), noise);
    ASSERT_EQ(found.samples().size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      const auto c = i % static_cast<size_t>(channels);
      const float sample = found.channel(static_cast<int>(c))[i / static_cast<size_t>(channels)];
      ASSERT_NEAR(sample, expected[i] / growth, 1e-4) << layout << " " << i;
    }
  }
}

}  // namespace
}  // namespace klay
