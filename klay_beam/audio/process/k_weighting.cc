#include "klay_beam/audio/process/k_weighting.h"

#include <cmath>
#include <numbers>

#include "klay_beam/audio/process/no_denormals.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace klay {
namespace {

BiquadCoefficients Shelf(int sample_rate) {
  constexpr double kFrequency = 1681.974450955533;
  constexpr double kGainDb = 3.999843853973347;
  constexpr double kQ = 0.7071752369554196;
  const double k = std::tan(std::numbers::pi * kFrequency / sample_rate);
  const double high = std::pow(10, kGainDb / 20);
  const double band = std::pow(high, 0.4996667741545416);
  const double a0 = 1 + k / kQ + k * k;
  return {.b0 = (high + band * k / kQ + k * k) / a0,
          .b1 = 2 * (k * k - high) / a0,
          .b2 = (high - band * k / kQ + k * k) / a0,
          .a1 = 2 * (k * k - 1) / a0,
          .a2 = (1 - k / kQ + k * k) / a0};
}

BiquadCoefficients HighPass(int sample_rate) {
  constexpr double kFrequency = 38.13547087602444;
  constexpr double kQ = 0.5003270373238773;
  const double k = std::tan(std::numbers::pi * kFrequency / sample_rate);
  const double a0 = 1 + k / kQ + k * k;
  return {.b0 = 1, .b1 = -2, .b2 = 1, .a1 = 2 * (k * k - 1) / a0, .a2 = (1 - k / kQ + k * k) / a0};
}

/// Two numbers at once: those of two channels.
using Pair = double __attribute__((vector_size(16)));

/// A BiquadFilter over two channels, with the output's share in the state worked out beforehand: a
/// state waits for one product and one sum of the one before it, which is what limits the speed.
class PairFilter {
 public:
  PairFilter(const BiquadCoefficients& c, const double* first, const double* second)
      : b0_(c.b0),
        k1_(c.b1 - c.a1 * c.b0),
        k2_(c.b2 - c.a2 * c.b0),
        a1_(c.a1),
        a2_(c.a2),
        s1_{first[0], second[0]},
        s2_{first[1], second[1]} {}

  Pair Next(Pair x) {
    const Pair y = b0_ * x + s1_;
    const Pair s1 = (k1_ * x + s2_) - a1_ * s1_;
    s2_ = k2_ * x - a2_ * s1_;
    s1_ = s1;
    return y;
  }

  void Save(double* first, double* second) const {
    first[0] = s1_[0];
    first[1] = s2_[0];
    second[0] = s1_[1];
    second[1] = s2_[1];
  }

 private:
  double b0_, k1_, k2_, a1_, a2_;
  Pair s1_;
  Pair s2_;
};

double NextOf(const BiquadCoefficients& c, double x, double* state) {
  const double y = c.b0 * x + state[0];
  state[0] = c.b1 * x - c.a1 * y + state[1];
  state[1] = c.b2 * x - c.a2 * y;
  return y;
}

}  // namespace

KWeighting::KWeighting(int sample_rate)
    : shelf_(Shelf(sample_rate)), high_pass_(HighPass(sample_rate)) {
  const auto respond = [&](State state, std::size_t sample) {
    Response response;
    for (std::size_t i = 0; i < kBlock; ++i) {
      response.outputs[i] = static_cast<float>(Next(i == sample ? 1 : 0, state));
    }
    for (std::size_t i = 0; i < kStates; ++i) response.state[i] = static_cast<float>(state[i]);
    return response;
  };
  for (std::size_t i = 0; i < kStates; ++i) {
    State state = {};
    state[i] = 1;
    of_state_.push_back(respond(state, kBlock));
  }
  for (std::size_t i = 0; i < kBlock; ++i) of_sample_.push_back(respond({}, i));
}

double KWeighting::Next(double x, State& state) const {
  return NextOf(high_pass_, NextOf(shelf_, x, state.data()), state.data() + 2);
}

KWeighting::Energies KWeighting::ExactEnergy(std::span<const float> first, State& of_first,
                                             std::span<const float> second,
                                             State& of_second) const {
  const NoDenormals scope;
  PairFilter shelf(shelf_, of_first.data(), of_second.data());
  PairFilter high_pass(high_pass_, of_first.data() + 2, of_second.data() + 2);
  Pair energy = {};
  for (std::size_t i = 0; i < first.size(); ++i) {
    const Pair y = high_pass.Next(shelf.Next(Pair{first[i], second[i]}));
    energy += y * y;
  }
  shelf.Save(of_first.data(), of_second.data());
  high_pass.Save(of_first.data() + 2, of_second.data() + 2);
  return {.first = energy[0], .second = energy[1]};
}

#if defined(__x86_64__)

__attribute__((target("avx2,fma"))) double KWeighting::EnergyInBlocks(
    std::span<const float> samples, State& state) const {
  __m128 s = _mm256_cvtpd_ps(_mm256_loadu_pd(state.data()));
  __m256 energy = _mm256_setzero_ps();
  std::size_t i = 0;
  for (; i + kBlock <= samples.size(); i += kBlock) {
    // Two sums each, so that they do not wait for each other.
    __m256 outputs[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
    __m128 states[2] = {_mm_setzero_ps(), _mm_setzero_ps()};
    for (std::size_t j = 0; j < kBlock; ++j) {
      const __m256 x = _mm256_broadcast_ss(&samples[i + j]);
      const Response& r = of_sample_[j];
      outputs[j % 2] = _mm256_fmadd_ps(_mm256_load_ps(r.outputs.data()), x, outputs[j % 2]);
      states[j % 2] =
          _mm_fmadd_ps(_mm_load_ps(r.state.data()), _mm256_castps256_ps128(x), states[j % 2]);
    }
    const __m128 of_state[kStates] = {_mm_permute_ps(s, 0x00), _mm_permute_ps(s, 0x55),
                                      _mm_permute_ps(s, 0xAA), _mm_permute_ps(s, 0xFF)};
    for (std::size_t k = 0; k < kStates; ++k) {
      const Response& r = of_state_[k];
      outputs[k % 2] = _mm256_fmadd_ps(_mm256_load_ps(r.outputs.data()),
                                       _mm256_set_m128(of_state[k], of_state[k]), outputs[k % 2]);
      states[k % 2] = _mm_fmadd_ps(_mm_load_ps(r.state.data()), of_state[k], states[k % 2]);
    }
    s = _mm_add_ps(states[0], states[1]);
    const __m256 y = _mm256_add_ps(outputs[0], outputs[1]);
    energy = _mm256_fmadd_ps(y, y, energy);
  }
  _mm256_storeu_pd(state.data(), _mm256_cvtps_pd(s));
  alignas(32) float lanes[kBlock];
  _mm256_store_ps(lanes, energy);
  double sum = 0;
  for (const float lane : lanes) sum += static_cast<double>(lane);
  for (; i < samples.size(); ++i) {
    const double y = Next(static_cast<double>(samples[i]), state);
    sum += y * y;
  }
  return sum;
}

KWeighting::Energies KWeighting::Energy(std::span<const float> first, State& of_first,
                                        std::span<const float> second, State& of_second) const {
  static const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (!has_avx2) return ExactEnergy(first, of_first, second, of_second);
  const NoDenormals scope;
  const double of_one = EnergyInBlocks(first, of_first);
  const bool is_one = &of_first == &of_second;
  return {.first = of_one, .second = is_one ? of_one : EnergyInBlocks(second, of_second)};
}

#else

KWeighting::Energies KWeighting::Energy(std::span<const float> first, State& of_first,
                                        std::span<const float> second, State& of_second) const {
  return ExactEnergy(first, of_first, second, of_second);
}

#endif

}  // namespace klay
