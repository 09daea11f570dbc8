#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "klay_beam/audio/process/biquad.h"

namespace klay {

/// The K filter of ITU-R BS.1770-4, a shelf and a high pass behind it, as a meter needs it: over
/// whole pieces of sound, of which only the energy is wanted. BS.1770 tabulates both for 48 kHz
/// only; these are the analogue filters behind the tables, brought to any rate by the bilinear
/// transform, as libebur128 does.
class KWeighting {
 public:
  /// What the filter remembers of a channel: two numbers of the shelf, two of the high pass.
  using State = std::array<double, 4>;

  explicit KWeighting(int sample_rate);

  /// The sum of the squares of the filtered samples, of each of two channels, which are equally
  /// long. On processors with AVX2 and FMA in single precision, eight samples at once, which
  /// differs by less than 1e-3 dB.
  struct Energies {
    double first;
    double second;
  };
  Energies Energy(std::span<const float> first, State& of_first, std::span<const float> second,
                  State& of_second) const;

  /// The same in double precision on any processor.
  Energies ExactEnergy(std::span<const float> first, State& of_first, std::span<const float> second,
                       State& of_second) const;

 private:
  static constexpr std::size_t kBlock = 8;  ///< Samples.
  static constexpr std::size_t kStates = 4;

  /// What of a block's outputs, and of the state behind it, comes of one number: of one of the
  /// state before it, or of one of its samples.
  struct Response {
    alignas(32) std::array<float, kBlock> outputs;
    alignas(16) std::array<float, kStates> state;
  };

  double Next(double x, State& state) const;
  double EnergyInBlocks(std::span<const float> samples, State& state) const;

  BiquadCoefficients shelf_;
  BiquadCoefficients high_pass_;
  std::vector<Response> of_state_;   ///< kStates.
  std::vector<Response> of_sample_;  ///< kBlock.
};

}  // namespace klay
