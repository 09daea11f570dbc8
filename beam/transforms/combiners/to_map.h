#pragma once

#include <map>
#include <source_location>
#include <string>
#include <utility>

#include "beam/base/kv.h"
#include "beam/pipeline/combine/combine.h"

namespace beam {

/// Pairs as a map. Of several values of a key one is kept, the same in each run: that whose encoded
/// bytes come first.
template <class K, class V>
struct ToMapFn {
  std::map<K, V> CreateAccumulator() const { return {}; }
  void AddInput(std::map<K, V>& map, const KV<K, V>& pair) const { Add(map, pair.key, pair.value); }
  void MergeAccumulators(std::map<K, V>& into, const std::map<K, V>& other) const {
    for (const auto& [key, value] : other) Add(into, key, value);
  }
  std::map<K, V> ExtractOutput(const std::map<K, V>& map) const { return map; }

 private:
  static void Add(std::map<K, V>& map, const K& key, const V& value) {
    const auto [position, is_new] = map.try_emplace(key, value);
    if (!is_new && Encode(value) < Encode(position->second)) position->second = value;
  }
};

/// ToMapFn for any type of pair.
struct ToMapCombineFn {
  template <class Pair>
  auto For() const {
    return ToMapFn<decltype(Pair::key), decltype(Pair::value)>();
  }
};

/// KV<K, V> -> one std::map<K, V>, which must fit into memory; see ToMapFn. Python's ToDict.
///
///     pairs | beam::ToMap()
inline CombineGlobally<ToMapCombineFn> ToMap(
    std::string label = "ToMap", std::source_location where = std::source_location::current()) {
  return {std::move(label), ToMapCombineFn(), where};
}

}  // namespace beam
