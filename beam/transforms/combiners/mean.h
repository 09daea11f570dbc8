#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/pipeline/combine/combine.h"

namespace beam {

/// The mean of numbers as a double; NaN of none. Integers are summed exactly, in 128 bits.
template <class T>
  requires std::is_arithmetic_v<T>
struct MeanFn {
  struct Sum128 {
    std::int64_t high = 0;
    std::uint64_t low = 0;
  };
  struct Accumulator {
    std::conditional_t<std::integral<T>, Sum128, double> sum = {};
    std::int64_t count = 0;
  };

  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& mean, const T& value) const {
    if constexpr (std::integral<T>) {
      Add(mean.sum, static_cast<__int128>(value));
    } else {
      mean.sum += static_cast<double>(value);
    }
    ++mean.count;
  }
  void MergeAccumulators(Accumulator& into, const Accumulator& other) const {
    if constexpr (std::integral<T>) {
      Add(into.sum, Wide(other.sum));
    } else {
      into.sum += other.sum;
    }
    into.count += other.count;
  }
  double ExtractOutput(const Accumulator& mean) const {
    if (mean.count == 0) return NAN;
    if constexpr (std::integral<T>) {
      return static_cast<double>(Wide(mean.sum)) / static_cast<double>(mean.count);
    } else {
      return mean.sum / static_cast<double>(mean.count);
    }
  }

 private:
  static __int128 Wide(const Sum128& sum) {
    return static_cast<__int128>(static_cast<unsigned __int128>(sum.high) << 64 | sum.low);
  }
  static void Add(Sum128& sum, __int128 more) {
    const __int128 total = Wide(sum) + more;
    sum = {static_cast<std::int64_t>(total >> 64), static_cast<std::uint64_t>(total)};
  }
};

/// The mean of numbers; see MeanFn.
struct Mean {
  template <class T>
    requires std::is_arithmetic_v<T>
  MeanFn<T> For() const {
    return {};
  }

  /// Number -> double: `sizes | beam::Mean::Globally()`.
  static CombineGlobally<Mean> Globally(
      std::string label = "Mean.Globally",
      std::source_location where = std::source_location::current()) {
    return {std::move(label), Mean(), where};
  }
  /// KV<K, number> -> KV<K, double>.
  static CombinePerKey<Mean> PerKey(std::string label = "Mean.PerKey",
                                    std::source_location where = std::source_location::current()) {
    return {std::move(label), Mean(), where};
  }
};

}  // namespace beam
