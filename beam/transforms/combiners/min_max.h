#pragma once

#include <optional>
#include <source_location>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/transforms/combiners/natural_order.h"

namespace beam {

/// The element that comes first by `less`. Of none there is none, and ExtractOutput throws
/// invalid_argument.
template <class T, class Less>
struct FirstFn {
  Less less;

  std::optional<T> CreateAccumulator() const { return std::nullopt; }
  void AddInput(std::optional<T>& first, const T& value) const {
    if (!first.has_value() || internal::IsBefore(less, value, *first)) first = value;
  }
  void MergeAccumulators(std::optional<T>& into, const std::optional<T>& other) const {
    if (other.has_value()) AddInput(into, *other);
  }
  bool HasOutput(const std::optional<T>& first) const { return first.has_value(); }
  T ExtractOutput(const std::optional<T>& first) const {
    if (!first.has_value()) {
      throw Error(ErrorCode::kInvalidArgument,
                  "there is no least or greatest element of none; combine WithoutDefaults()");
    }
    return *first;
  }
};

/// FirstFn for any type of element.
template <class Less>
struct FirstCombineFn {
  Less less = {};
  template <class T>
  FirstFn<T, Less> For() const {
    return {less};
  }
};

/// The least element. Nothing comes of an empty collection.
struct Min {
  /// T -> T: `sizes | beam::Min::Globally()`.
  static CombineGlobally<FirstCombineFn<NaturalOrder>> Globally(
      std::string label = "Min.Globally",
      std::source_location where = std::source_location::current()) {
    return Globally(std::move(label), NaturalOrder(), where);
  }
  /// By a comparator: `less(a, b)`.
  template <class Less>
  static CombineGlobally<FirstCombineFn<Less>> Globally(
      std::string label, Less less, std::source_location where = std::source_location::current()) {
    return CombineGlobally(std::move(label), FirstCombineFn<Less>{std::move(less)}, where)
        .WithoutDefaults();
  }
  /// KV<K, V> -> KV<K, V>, of the values of each key.
  static CombinePerKey<FirstCombineFn<NaturalOrder>> PerKey(
      std::string label = "Min.PerKey",
      std::source_location where = std::source_location::current()) {
    return PerKey(std::move(label), NaturalOrder(), where);
  }
  template <class Less>
  static CombinePerKey<FirstCombineFn<Less>> PerKey(
      std::string label, Less less, std::source_location where = std::source_location::current()) {
    return CombinePerKey(std::move(label), FirstCombineFn<Less>{std::move(less)}, where);
  }
};

/// The greatest element. Nothing comes of an empty collection.
struct Max {
  /// T -> T: `sizes | beam::Max::Globally()`.
  static CombineGlobally<FirstCombineFn<Reversed<NaturalOrder>>> Globally(
      std::string label = "Max.Globally",
      std::source_location where = std::source_location::current()) {
    return Globally(std::move(label), NaturalOrder(), where);
  }
  /// By a comparator: `less(a, b)`.
  template <class Less>
  static CombineGlobally<FirstCombineFn<Reversed<Less>>> Globally(
      std::string label, Less less, std::source_location where = std::source_location::current()) {
    return Min::Globally(std::move(label), Reversed<Less>{std::move(less)}, where);
  }
  /// KV<K, V> -> KV<K, V>, of the values of each key.
  static CombinePerKey<FirstCombineFn<Reversed<NaturalOrder>>> PerKey(
      std::string label = "Max.PerKey",
      std::source_location where = std::source_location::current()) {
    return PerKey(std::move(label), NaturalOrder(), where);
  }
  template <class Less>
  static CombinePerKey<FirstCombineFn<Reversed<Less>>> PerKey(
      std::string label, Less less, std::source_location where = std::source_location::current()) {
    return Min::PerKey(std::move(label), Reversed<Less>{std::move(less)}, where);
  }
};

}  // namespace beam
