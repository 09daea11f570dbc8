#include "klay_beam/audio/process/k_weighting.h"

#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

double DecibelsBetween(double a, double b) {
  return std::fabs(10 * std::log10(a / b));
}

TEST(KWeighting, InBlocksIsTheExactOne) {
  for (const int rate : {8000, 44100, 48000, 192000}) {
    const KWeighting filter(rate);
    for (const Signal signal : {Signal::kNoise, Signal::kTone, Signal::kChirp}) {
      const Audio sound = Synthesize(signal, rate, 2, 1, 1);
      KWeighting::State quick[2] = {};
      KWeighting::State exact[2] = {};
      const auto a = filter.Energy(sound.channel(0), quick[0], sound.channel(1), quick[1]);
      const auto b = filter.ExactEnergy(sound.channel(0), exact[0], sound.channel(1), exact[1]);
      EXPECT_LT(DecibelsBetween(a.first, b.first), 1e-3) << rate;
      EXPECT_LT(DecibelsBetween(a.second, b.second), 1e-3) << rate;
    }
  }
}

TEST(KWeighting, GoesOnWhereItStopped) {
  const KWeighting filter(48000);
  const Audio sound = Synthesize(Signal::kNoise, 48000, 1, 1, 1);
  const std::span<const float> samples = sound.channel(0);
  KWeighting::State whole = {};
  KWeighting::State parts = {};
  const double at_once = filter.Energy(samples, whole, samples, whole).first;
  double in_parts = 0;
  for (std::size_t begin = 0, size = 1; begin < samples.size(); begin += size, size += 7) {
    const auto part = samples.subspan(begin, std::min(size, samples.size() - begin));
    in_parts += filter.Energy(part, parts, part, parts).first;
  }
  EXPECT_LT(DecibelsBetween(at_once, in_parts), 1e-3);
}

TEST(KWeighting, LiftsTheTrebleAndCutsTheBass) {
  // The table of BS.1770-4's figure: about +4 dB above 4 kHz, -0.7 dB is 0 at 1 kHz.
  const KWeighting filter(48000);
  const auto gain_at = [&](double frequency) {
    std::vector<float> sine(48000);
    for (std::size_t i = 0; i < sine.size(); ++i) {
      sine[i] = static_cast<float>(std::sin(2 * M_PI * frequency * static_cast<double>(i) / 48000));
    }
    KWeighting::State state = {};
    return 10 * std::log10(filter.Energy(sine, state, sine, state).first / 24000);
  };
  EXPECT_NEAR(gain_at(10000), 4, 0.1);
  EXPECT_NEAR(gain_at(997), 0.69, 0.05);
  EXPECT_LT(gain_at(20), -10);
}

TEST(KWeighting, OfSilenceIsNothing) {
  const KWeighting filter(44100);
  const std::vector<float> silence(4410);
  KWeighting::State state = {};
  EXPECT_EQ(filter.Energy(silence, state, silence, state).first, 0);
}

}  // namespace
}  // namespace klay
