#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/pipeline/combine/combine.h"

namespace beam {

/// The sum of numbers, in their own type; 0 of none.
struct Sum {
  template <class T>
  SumFn<T> For() const {
    return {};
  }

  /// Number -> number: `sizes | beam::Sum::Globally()`.
  static CombineGlobally<Sum> Globally(
      std::string label = "Sum.Globally",
      std::source_location where = std::source_location::current()) {
    return {std::move(label), Sum(), where};
  }
  /// KV<K, number> -> KV<K, number>.
  static CombinePerKey<Sum> PerKey(std::string label = "Sum.PerKey",
                                   std::source_location where = std::source_location::current()) {
    return {std::move(label), Sum(), where};
  }
};

}  // namespace beam
