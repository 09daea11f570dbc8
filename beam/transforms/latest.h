#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/pipeline/combine/combine.h"
#include "beam/transforms/combiners/min_max.h"
#include "beam/transforms/reify.h"

namespace beam {

/// The element with the greatest timestamp; of several, any, but the same in each run. Nothing
/// comes of an empty collection.
struct Latest {
  /// T -> T: `readings | beam::Latest::Globally()`.
  static auto Globally(std::string label = "Latest.Globally",
                       std::source_location where = std::source_location::current()) {
    return [label = std::move(label), where]<class T>(PCollection<T> input) {
      auto expand = [&](PCollection<T> in) {
        auto value = [](const TimestampedValue<T>& latest) { return latest.value; };
        return in | Reify::Timestamps("Reify", where) | Max::Globally("Max", Earlier(), where) |
               Map("Value", value, where);
      };
      return input | Composite(label, expand, where);
    };
  }
  /// KV<K, V> -> KV<K, V>, of the values of each key.
  static auto PerKey(std::string label = "Latest.PerKey",
                     std::source_location where = std::source_location::current()) {
    return [label = std::move(label), where]<class K, class V>(PCollection<KV<K, V>> input) {
      auto expand = [&](PCollection<KV<K, V>> in) {
        auto value = [](const KV<K, TimestampedValue<V>>& latest) {
          return KV<K, V>{latest.key, latest.value.value};
        };
        return in | Reify::TimestampsInValue("Reify", where) |
               Max::PerKey("Max", Earlier(), where) | Map("Value", value, where);
      };
      return input | Composite(label, expand, where);
    };
  }

 private:
  struct Earlier {
    template <class T>
    bool operator()(const TimestampedValue<T>& a, const TimestampedValue<T>& b) const {
      return a.timestamp < b.timestamp;
    }
  };
};

}  // namespace beam
