#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/pipeline/combine/combine.h"
#include "beam/transforms/combiners/count.h"
#include "beam/transforms/combiners/element_hash.h"
#include "beam/transforms/combiners/sample_ranks.h"
#include "beam/transforms/combiners/top.h"

namespace beam {
namespace internal {

/// A uniform sample of `size` of the elements of a multiset, which comes as KV{element, copies}:
/// those of the least rank.
template <class T>
struct SampleFn {
  std::size_t size;
  std::uint64_t seed;

  struct Item {
    double rank = 0;
    std::uint64_t hash = 0;
    T element = {};
    bool operator<(const Item& other) const {
      return rank != other.rank ? rank < other.rank : hash < other.hash;
    }
  };
  /// A heap with its greatest rank on top.
  using Accumulator = std::vector<Item>;

  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& heap, const KV<T, std::int64_t>& copies) const {
    const std::uint64_t hash = HashOfElement(copies.key, seed);
    for (SampleRanks ranks(hash, copies.value); ranks.has_next();) {
      if (!Add(heap, {ranks.Next(), hash, copies.key})) return;  // The next ones are greater.
    }
  }
  void MergeAccumulators(Accumulator& into, const Accumulator& other) const {
    for (const Item& item : other) Add(into, item);
  }
  std::vector<T> ExtractOutput(const Accumulator& heap) const {
    Accumulator sorted = heap;
    std::sort(sorted.begin(), sorted.end());
    std::vector<T> sample;
    for (Item& item : sorted) sample.push_back(std::move(item.element));
    return sample;
  }

 private:
  bool Add(Accumulator& heap, Item item) const {
    if (heap.size() == size) {
      if (heap.empty() || !(item < heap.front())) return false;
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    heap.push_back(std::move(item));
    std::push_heap(heap.begin(), heap.end());
    return true;
  }
};

/// By the hash of the encoded element.
struct ByHash {
  std::uint64_t seed;
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return HashOfElement(a, seed) < HashOfElement(b, seed);
  }
};

}  // namespace internal

/// Random samples that are the same in each run, however many workers there are: an element's
/// chance is made from its encoded bytes and a seed. Another seed gives another sample.
struct Sample {
  /// T -> one std::vector<T> of `size` elements, or of all if there are fewer; each set of so many
  /// is as likely. Equal elements are counted before, so each distinct one goes through a shuffle.
  ///
  ///     words | beam::Sample::FixedSizeGlobally("Some", 100)
  static auto FixedSizeGlobally(std::string label, std::size_t size, std::uint64_t seed = 0,
                                std::source_location where = std::source_location::current()) {
    return [=, label = std::move(label)]<class T>(PCollection<T> input) {
      auto expand = [&](PCollection<T> in) {
        CombineGlobally sample("Sample", internal::SampleFn<T>{size, seed}, where);
        // In windows, an empty one has no sample.
        if (!in.windowing()->is_global()) sample = sample.WithoutDefaults();
        return in | Count::PerElement("Copies", where) | sample;
      };
      return input | Composite(label, expand, where);
    };
  }
  /// KV<K, V> -> KV<K, std::vector<V>>, of the values of each key.
  static auto FixedSizePerKey(std::string label, std::size_t size, std::uint64_t seed = 0,
                              std::source_location where = std::source_location::current()) {
    return [=, label = std::move(label)]<class K, class V>(PCollection<KV<K, V>> input) {
      auto expand = [&](PCollection<KV<K, V>> in) {
        auto by_key = [](const KV<KV<K, V>, std::int64_t>& copies) {
          return KV<K, KV<V, std::int64_t>>{copies.key.key, {copies.key.value, copies.value}};
        };
        return in | Count::PerElement("Copies", where) | Map("ByKey", by_key, where) |
               CombinePerKey("Sample", internal::SampleFn<V>{size, seed}, where);
      };
      return input | Composite(label, expand, where);
    };
  }
  /// T -> T, any `size` elements of each window; cheaper than a sample of fixed size, but not
  /// uniform: equal elements stand and fall together.
  static auto Any(std::string label, std::size_t size, std::uint64_t seed = 0,
                  std::source_location where = std::source_location::current()) {
    return [=, label = std::move(label)]<class T>(PCollection<T> input) {
      auto expand = [&](PCollection<T> in) {
        auto any = Top::Of("Top", size, internal::ByHash{seed}, where).WithoutDefaults();
        auto each = [](const std::vector<T>& all) { return all; };
        return in | any | FlatMap("Each", each, where);
      };
      return input | Composite(label, expand, where);
    };
  }
};

}  // namespace beam
