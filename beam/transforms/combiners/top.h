#pragma once

#include <algorithm>
#include <cstddef>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/transforms/combiners/min_max.h"
#include "beam/transforms/combiners/natural_order.h"

namespace beam {

/// The `count` greatest values by `less`, greatest first; of equal ones any, but the same in each
/// run.
template <class T, class Less>
struct TopFn {
  std::size_t count;
  Less less;

  /// A heap with its least value on top.
  using Accumulator = std::vector<T>;

  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& heap, const T& value) const {
    if (heap.size() < count) {
      heap.push_back(value);
      std::push_heap(heap.begin(), heap.end(), Greater());
    } else if (!heap.empty() && internal::IsBefore(less, heap.front(), value)) {
      std::pop_heap(heap.begin(), heap.end(), Greater());
      heap.back() = value;
      std::push_heap(heap.begin(), heap.end(), Greater());
    }
  }
  void MergeAccumulators(Accumulator& into, const Accumulator& other) const {
    for (const T& value : other) AddInput(into, value);
  }
  std::vector<T> ExtractOutput(const Accumulator& heap) const {
    std::vector<T> top = heap;
    std::sort_heap(top.begin(), top.end(), Greater());
    return top;
  }

 private:
  auto Greater() const {
    return [this](const T& a, const T& b) { return internal::IsBefore(less, b, a); };
  }
};

/// TopFn for any type of value.
template <class Less>
struct TopCombineFn {
  std::size_t count;
  Less less = {};
  template <class T>
  TopFn<T, Less> For() const {
    return {count, less};
  }
};

/// The greatest or least elements, as a std::vector, the foremost first.
struct Top {
  /// T -> std::vector<T> of the `count` greatest: `sizes | beam::Top::Largest("Largest", 3)`.
  static CombineGlobally<TopCombineFn<NaturalOrder>> Largest(
      std::string label, std::size_t count,
      std::source_location where = std::source_location::current()) {
    return Of(std::move(label), count, NaturalOrder(), where);
  }
  static CombineGlobally<TopCombineFn<Reversed<NaturalOrder>>> Smallest(
      std::string label, std::size_t count,
      std::source_location where = std::source_location::current()) {
    return Of(std::move(label), count, Reversed<NaturalOrder>(), where);
  }
  /// The greatest by a comparator `less(a, b)`.
  template <class Less>
  static CombineGlobally<TopCombineFn<Less>> Of(
      std::string label, std::size_t count, Less less,
      std::source_location where = std::source_location::current()) {
    return {std::move(label), TopCombineFn<Less>{count, std::move(less)}, where};
  }
  /// KV<K, V> -> KV<K, std::vector<V>>, of the values of each key.
  static CombinePerKey<TopCombineFn<NaturalOrder>> LargestPerKey(
      std::string label, std::size_t count,
      std::source_location where = std::source_location::current()) {
    return PerKey(std::move(label), count, NaturalOrder(), where);
  }
  static CombinePerKey<TopCombineFn<Reversed<NaturalOrder>>> SmallestPerKey(
      std::string label, std::size_t count,
      std::source_location where = std::source_location::current()) {
    return PerKey(std::move(label), count, Reversed<NaturalOrder>(), where);
  }
  template <class Less>
  static CombinePerKey<TopCombineFn<Less>> PerKey(
      std::string label, std::size_t count, Less less,
      std::source_location where = std::source_location::current()) {
    return {std::move(label), TopCombineFn<Less>{count, std::move(less)}, where};
  }
};

}  // namespace beam
