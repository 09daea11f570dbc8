#pragma once

#include <concepts>
#include <functional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/pipeline/combine/combine.h"

namespace beam {
namespace internal {

/// The value whose encoded bytes come first: one of all, the same in each run.
template <class T>
struct FirstEncodedFn {
  /// Encoded; empty of no values, but where a value has no bytes.
  struct Accumulator {
    bool has_value = false;
    Bytes encoded = {};
  };

  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& first, const T& value) const {
    MergeAccumulators(first, {true, {Encode(value)}});
  }
  void MergeAccumulators(Accumulator& into, const Accumulator& other) const {
    if (!other.has_value) return;
    if (!into.has_value || other.encoded < into.encoded) into = other;
  }
  T ExtractOutput(const Accumulator& first) const { return Decode<T>(first.encoded.data); }
};

}  // namespace internal

/// Each element once in each window; elements are equal when their encoded bytes are.
///
///     words | beam::Distinct()
class Distinct {
 public:
  explicit Distinct(std::string label = "Distinct",
                    std::source_location where = std::source_location::current())
      : label_(std::move(label)), where_(where) {}

  template <class T>
  PCollection<T> operator()(PCollection<T> input) const {
    auto expand = [&](PCollection<T> in) {
      auto with_nothing = [](const T& element) { return KV<T, bool>{element, true}; };
      auto key = [](const KV<T, std::int64_t>& counted) { return counted.key; };
      return in | Map("ToPairs", with_nothing, where_) |
             CombinePerKey("Group", CountFn<bool>(), where_) | Map("Keys", key, where_);
    };
    return input | Composite(label_, expand, where_);
  }

  /// One element for each value of a function: of those that share one, that whose encoded bytes
  /// come first, so that the result is the same in each run.
  ///
  ///     clicks | beam::Distinct::WithRepresentativeValue("PerUser", &Click::user)
  template <class F>
  static auto WithRepresentativeValue(
      std::string label, F representative,
      std::source_location where = std::source_location::current()) {
    return [=, label = std::move(label)]<class T>(PCollection<T> input) {
      constexpr bool kTakesElement = std::invocable<const F&, const T&>;
      static_assert(kTakesElement,
                    "beam::Distinct: the function does not take the PCollection's element type");
      if constexpr (kTakesElement) {
        using K = std::remove_cvref_t<std::invoke_result_t<const F&, const T&>>;
        auto expand = [&](PCollection<T> in) {
          auto with_key = [representative](const T& element) {
            return KV<K, T>{std::invoke(representative, element), element};
          };
          auto value = [](const KV<K, T>& first) { return first.value; };
          return in | Map("WithKeys", with_key, where) |
                 CombinePerKey("First", internal::FirstEncodedFn<T>(), where) |
                 Map("Values", value, where);
        };
        return input | Composite(label, expand, where);
      }
    };
  }

 private:
  std::string label_;
  std::source_location where_;
};

}  // namespace beam
