#pragma once

namespace beam {

/// A key and a value: what GroupByKey and CombinePerKey take.
template <class K, class V>
struct KV {
  K key;
  V value;
  auto operator<=>(const KV&) const = default;
};

template <class K, class V>
KV(K, V) -> KV<K, V>;

}  // namespace beam
