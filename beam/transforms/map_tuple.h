#pragma once

#include <functional>
#include <source_location>
#include <string>
#include <tuple>
#include <utility>

#include "beam/base/kv.h"
#include "beam/pipeline/map.h"

/// Map, FlatMap and Filter with functions of several parameters: the key and value of a KV, or the
/// parts of a std::tuple.
namespace beam {
namespace internal {

template <class F>
struct Unpacking {
  F function;
  template <class K, class V>
    requires std::invocable<const F&, const K&, const V&>
  decltype(auto) operator()(const KV<K, V>& pair) const {
    return std::invoke(function, pair.key, pair.value);
  }
  template <class... T>
    requires std::invocable<const F&, const T&...>
  decltype(auto) operator()(const std::tuple<T...>& parts) const {
    return std::apply(function, parts);
  }
};

}  // namespace internal

/// `pairs | beam::MapTuple("Text", [](const std::string& word, int count) { ... })`
template <class F>
Map<internal::Unpacking<F>> MapTuple(std::string label, F function,
                                     std::source_location where = std::source_location::current()) {
  return {std::move(label), {std::move(function)}, where};
}

template <class F>
FlatMap<internal::Unpacking<F>> FlatMapTuple(
    std::string label, F function, std::source_location where = std::source_location::current()) {
  return {std::move(label), {std::move(function)}, where};
}

template <class F>
Filter<internal::Unpacking<F>> FilterTuple(
    std::string label, F predicate, std::source_location where = std::source_location::current()) {
  return {std::move(label), {std::move(predicate)}, where};
}

}  // namespace beam
