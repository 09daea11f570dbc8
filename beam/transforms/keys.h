#pragma once

#include <concepts>
#include <functional>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/base/kv.h"
#include "beam/pipeline/map.h"

/// Transforms of keys and values. Each is a Map, with all that a Map can be told.
namespace beam {
namespace internal {

struct KeyOf {
  template <class K, class V>
  K operator()(const KV<K, V>& pair) const {
    return pair.key;
  }
};
struct ValueOf {
  template <class K, class V>
  V operator()(const KV<K, V>& pair) const {
    return pair.value;
  }
};
struct SwapOf {
  template <class K, class V>
  KV<V, K> operator()(const KV<K, V>& pair) const {
    return {pair.value, pair.key};
  }
};

template <class F, class T>
using ResultOf = std::remove_cvref_t<std::invoke_result_t<const F&, const T&>>;

template <class F>
struct OnKey {
  F function;
  template <class K, class V>
    requires std::invocable<const F&, const K&>
  KV<ResultOf<F, K>, V> operator()(const KV<K, V>& pair) const {
    return {std::invoke(function, pair.key), pair.value};
  }
};
template <class F>
struct OnValue {
  F function;
  template <class K, class V>
    requires std::invocable<const F&, const V&>
  KV<K, ResultOf<F, V>> operator()(const KV<K, V>& pair) const {
    return {pair.key, std::invoke(function, pair.value)};
  }
};
/// `key` makes the key of an element, or is the key of all.
template <class Key>
struct WithKey {
  Key key;
  template <class T>
  auto operator()(const T& element) const {
    if constexpr (std::invocable<const Key&, const T&>) {
      return KV<ResultOf<Key, T>, T>{std::invoke(key, element), element};
    } else {
      static_assert(HasCoder<Key>,
                    "beam::WithKeys: this is neither a function of the PCollection's elements nor "
                    "a key, which has a Coder");
      return KV<Key, T>{key, element};
    }
  }
};

}  // namespace internal

/// KV<K, V> -> K: `pairs | beam::Keys()`.
inline Map<internal::KeyOf> Keys(std::string label = "Keys",
                                 std::source_location where = std::source_location::current()) {
  return {std::move(label), {}, where};
}

/// KV<K, V> -> V: `pairs | beam::Values()`.
inline Map<internal::ValueOf> Values(std::string label = "Values",
                                     std::source_location where = std::source_location::current()) {
  return {std::move(label), {}, where};
}

/// KV<K, V> -> KV<V, K>: `pairs | beam::KvSwap()`.
inline Map<internal::SwapOf> KvSwap(std::string label = "KvSwap",
                                    std::source_location where = std::source_location::current()) {
  return {std::move(label), {}, where};
}

/// T -> KV<K, T>: `words | beam::WithKeys("ByLength", &std::string::size)`, with a function that
/// makes the key of an element, or one key for all.
template <class Key>
Map<internal::WithKey<Key>> WithKeys(std::string label, Key key,
                                     std::source_location where = std::source_location::current()) {
  return {std::move(label), {std::move(key)}, where};
}

/// KV<K, V> -> KV<what f returns for K, V>.
template <class F>
Map<internal::OnKey<F>> MapKeys(std::string label, F function,
                                std::source_location where = std::source_location::current()) {
  return {std::move(label), {std::move(function)}, where};
}

/// KV<K, V> -> KV<K, what f returns for V>.
template <class F>
Map<internal::OnValue<F>> MapValues(std::string label, F function,
                                    std::source_location where = std::source_location::current()) {
  return {std::move(label), {std::move(function)}, where};
}

}  // namespace beam
