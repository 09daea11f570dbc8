#pragma once

#include <cstdint>
#include <source_location>
#include <string>
#include <utility>

#include "beam/pipeline/combine/combine.h"

namespace beam {

/// How many elements there are.
struct Count {
  template <class T>
  CountFn<T> For() const {
    return {};
  }

  /// T -> std::int64_t, of all elements: `words | beam::Count::Globally()`.
  static CombineGlobally<Count> Globally(
      std::string label = "Count.Globally",
      std::source_location where = std::source_location::current()) {
    return {std::move(label), Count(), where};
  }
  /// KV<K, V> -> KV<K, std::int64_t>, of the values of each key.
  static CombinePerKey<Count> PerKey(std::string label = "Count.PerKey",
                                     std::source_location where = std::source_location::current()) {
    return {std::move(label), Count(), where};
  }
  /// T -> KV<T, std::int64_t>, of each distinct element: `words | beam::Count::PerElement()`.
  static auto PerElement(std::string label = "Count.PerElement",
                         std::source_location where = std::source_location::current()) {
    return [label = std::move(label), where]<class T>(PCollection<T> input) {
      auto expand = [&](PCollection<T> in) {
        auto with_nothing = [](const T& element) { return KV<T, bool>{element, true}; };
        return in | Map("Init", with_nothing, where) | PerKey("Count.PerKey", where);
      };
      return input | Composite(label, expand, where);
    };
  }
};

}  // namespace beam
