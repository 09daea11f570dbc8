// Resampling against the ideal: signals that are known at any time, sampled at both rates.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <numbers>
#include <utility>
#include <vector>

#include "klay_beam/audio/resample.h"

namespace klay {
namespace {

using SignalFn = std::function<double(double seconds)>;

constexpr double kSeconds = 4;
/// At the ends the filter meets silence.
constexpr double kEdge = 0.1;

Audio Sample(const SignalFn& signal, int rate) {
  std::vector<float> samples(static_cast<size_t>(kSeconds * rate));
  for (size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(signal(static_cast<double>(i) / rate));
  }
  return Audio::FromPlanar("signal", rate, 1, std::move(samples));
}

SignalFn Sine(double frequency) {
  return [frequency](double t) { return 0.5 * std::sin(2 * std::numbers::pi * frequency * t); };
}

/// From 50 Hz to `highest` in kSeconds.
SignalFn Sweep(double highest) {
  return [highest](double t) {
    return 0.5 * std::sin(2 * std::numbers::pi * (50 + (highest - 50) * t / (2 * kSeconds)) * t);
  };
}

struct Powers {
  double signal = 0;      ///< Of the ideal result.
  double difference = 0;  ///< Of what is not in it.
  double result = 0;
};

Powers Measure(const SignalFn& signal, int in_rate, int out_rate, ResampleQuality quality) {
  const Audio result = Resample(Sample(signal, in_rate), out_rate, quality);
  Powers powers;
  const auto edge = static_cast<size_t>(kEdge * out_rate);
  const std::span<const float> samples = result.channel(0);
  for (size_t i = edge; i < samples.size() - edge; ++i) {
    const double ideal = signal(static_cast<double>(i) / out_rate);
    powers.signal += ideal * ideal;
    powers.difference += (samples[i] - ideal) * (samples[i] - ideal);
    powers.result += static_cast<double>(samples[i]) * samples[i];
  }
  return powers;
}

double Db(double ratio) {
  return 10 * std::log10(ratio);
}

/// Any delay, gain, noise and alias would count as difference.
double SignalToDifference(const SignalFn& signal, int in_rate, int out_rate,
                          ResampleQuality quality) {
  const Powers powers = Measure(signal, in_rate, out_rate, quality);
  return Db(powers.signal / powers.difference);
}

constexpr std::pair<ResampleQuality, double> kQualities[] = {{ResampleQuality::kHigh, 110},
                                                             {ResampleQuality::kVeryHigh, 140}};

TEST(ResampleFidelity, SweepIsTheIdealOne) {
  for (const auto& [quality, least_db] : kQualities) {
    EXPECT_GT(SignalToDifference(Sweep(6900), 44100, 16000, quality), least_db);
    EXPECT_GT(SignalToDifference(Sweep(20000), 48000, 44100, quality), least_db - 5);
    EXPECT_GT(SignalToDifference(Sweep(6900), 16000, 44100, quality), least_db);
  }
}

TEST(ResampleFidelity, PassBandIsFlatTo87PercentOfNyquist) {
  for (const double frequency : {50.0, 1000.0, 4000.0, 6000.0, 6960.0}) {
    const Powers powers = Measure(Sine(frequency), 44100, 16000, ResampleQuality::kHigh);
    EXPECT_NEAR(Db(powers.result / powers.signal), 0, 0.001) << frequency;
    EXPECT_GT(Db(powers.signal / powers.difference), 120) << frequency;
  }
}

/// Of any tone libsoxr's high quality leaves at most -135.3 dB, of most less than -140.
TEST(ResampleFidelity, AliasesAreGone) {
  for (const auto& [quality, most_db] :
       {std::pair(ResampleQuality::kHigh, -135), std::pair(ResampleQuality::kVeryHigh, -150)}) {
    for (int frequency = 8800; frequency < 22000; frequency += 330) {
      const Powers tone = Measure(Sine(1000), 44100, 16000, quality);
      const Powers powers = Measure(Sine(frequency), 44100, 16000, quality);
      const double alias = Db(powers.result / tone.signal);
      EXPECT_LT(alias, most_db) << frequency;
    }
  }
}

TEST(ResampleFidelity, LowerQualitiesAreStillClean) {
  EXPECT_GT(SignalToDifference(Sweep(6000), 44100, 16000, ResampleQuality::kMedium), 50);
  EXPECT_GT(SignalToDifference(Sweep(4000), 44100, 16000, ResampleQuality::kLow), 40);
}

}  // namespace
}  // namespace klay
