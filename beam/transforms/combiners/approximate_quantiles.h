#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/pipeline/combine/combine.h"
#include "beam/transforms/combiners/approximate_quantiles_fn.h"

namespace beam {

/// ApproximateQuantilesFn for any type of value.
template <class Less>
struct ApproximateQuantilesCombineFn {
  int num_quantiles;
  internal::QuantileBuffers buffers;
  Less less;
  template <class T>
  ApproximateQuantilesFn<T, Less> For() const {
    return {num_quantiles, buffers, less};
  }
};

/// The least element, the greatest, and num_quantiles - 2 between them that cut the sorted elements
/// into parts of about equal size, as a sorted std::vector; empty for no elements.
struct ApproximateQuantiles {
  /// T -> std::vector<T>: `sizes | beam::ApproximateQuantiles::Globally("Quartiles", {5})`. Throws
  /// invalid_argument for less than 2 quantiles, and for epsilon outside of (0, 1).
  static CombineGlobally<ApproximateQuantilesCombineFn<NaturalOrder>> Globally(
      std::string label, QuantilesAccuracy accuracy,
      std::source_location where = std::source_location::current()) {
    return Globally(std::move(label), accuracy, NaturalOrder(), where);
  }
  /// By a comparator: `less(a, b)`.
  template <class Less>
  static CombineGlobally<ApproximateQuantilesCombineFn<Less>> Globally(
      std::string label, QuantilesAccuracy accuracy, Less less,
      std::source_location where = std::source_location::current()) {
    const auto fn = Fn(label, accuracy, std::move(less));
    return {std::move(label), fn, where};
  }
  /// KV<K, V> -> KV<K, std::vector<V>>, of the values of each key.
  static CombinePerKey<ApproximateQuantilesCombineFn<NaturalOrder>> PerKey(
      std::string label, QuantilesAccuracy accuracy,
      std::source_location where = std::source_location::current()) {
    return PerKey(std::move(label), accuracy, NaturalOrder(), where);
  }
  template <class Less>
  static CombinePerKey<ApproximateQuantilesCombineFn<Less>> PerKey(
      std::string label, QuantilesAccuracy accuracy, Less less,
      std::source_location where = std::source_location::current()) {
    const auto fn = Fn(label, accuracy, std::move(less));
    return {std::move(label), fn, where};
  }

 private:
  template <class Less>
  static ApproximateQuantilesCombineFn<Less> Fn(const std::string& label,
                                                const QuantilesAccuracy& accuracy, Less less) {
    return {accuracy.num_quantiles, internal::BuffersFor(accuracy, label), std::move(less)};
  }
};

}  // namespace beam
