#pragma once

#include <cstddef>
#include <source_location>
#include <string>
#include <unordered_map>
#include <utility>

#include "beam/pipeline/combine_fn.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"

namespace beam {
namespace internal {

/// Folds the values of each key within a bundle, so that one accumulator a key goes through the
/// shuffle rather than every value.
template <class K, class V, class Fn>
struct PrecombineFn {
  using Acc = AccumulatorOf<Fn>;

  Fn fn;
  std::unordered_map<std::string, KV<K, Acc>> accumulators = {};

  void StartBundle() { accumulators.clear(); }

  void Process(const KV<K, V>& element, Emitter<KV<K, Acc>>& out) {
    auto [position, is_new] =
        accumulators.try_emplace(Encode(element.key), KV<K, Acc>{element.key, {}});
    if (is_new) position->second.value = fn.CreateAccumulator();
    fn.AddInput(position->second.value, element.value);
    if (accumulators.size() >= kMaxKeys) FinishBundle(out);
  }

  void FinishBundle(Emitter<KV<K, Acc>>& out) {
    for (auto& [encoded, accumulator] : accumulators) out(std::move(accumulator));
    accumulators.clear();
  }

  static constexpr std::size_t kMaxKeys = 65536;
};

template <class Fn, class Acc>
auto MergeAll(const Fn& fn, const Iterable<Acc>& accumulators) {
  Acc merged = fn.CreateAccumulator();
  for (const Acc& accumulator : accumulators) fn.MergeAccumulators(merged, accumulator);
  return fn.ExtractOutput(merged);
}

}  // namespace internal

/// One value for each key: PCollection<KV<K, V>> -> PCollection<KV<K, Out>>, folded by a CombineFn.
/// Values are folded before the shuffle, too.
template <class Fn>
class CombinePerKey {
 public:
  CombinePerKey(std::string label, Fn fn,
                std::source_location where = std::source_location::current())
      : label_(std::move(label)), fn_(std::move(fn)), where_(where) {}

  template <class T>
  auto operator()(PCollection<T> input) const {
    static_assert(internal::kIsKV<T>, "beam::CombinePerKey: the elements are not beam::KV<K, V>");
    if constexpr (internal::kIsKV<T>) {
      using K = decltype(T::key);
      using V = decltype(T::value);
      static_assert(CombineFn<Fn, V>,
                    "beam::CombinePerKey: this is no CombineFn for the PCollection's values");
      if constexpr (CombineFn<Fn, V>) return Expand<K, V>(input);
    }
  }

 private:
  template <class K, class V>
  auto Expand(PCollection<KV<K, V>> input) const {
    using Acc = AccumulatorOf<Fn>;
    auto merge = [fn = fn_](const KV<K, Iterable<Acc>>& group) {
      return KV<K, CombineOutputOf<Fn>>{group.key, internal::MergeAll(fn, group.value)};
    };
    auto expand = [&](PCollection<KV<K, V>> in) {
      return in | ParDo("Precombine", internal::PrecombineFn<K, V, Fn>{fn_}, where_) |
             GroupByKey() | Map("Merge", merge, where_);
    };
    return input | Composite(label_, expand, where_);
  }

  std::string label_;
  Fn fn_;
  std::source_location where_;
};

/// One value of a whole PCollection<V>, folded by a CombineFn. An empty collection gives the output
/// of no values.
template <class Fn>
class CombineGlobally {
 public:
  CombineGlobally(std::string label, Fn fn,
                  std::source_location where = std::source_location::current())
      : label_(std::move(label)), fn_(std::move(fn)), where_(where) {}

  template <class V>
  auto operator()(PCollection<V> input) const {
    static_assert(CombineFn<Fn, V>,
                  "beam::CombineGlobally: this is no CombineFn for the PCollection's elements");
    if constexpr (CombineFn<Fn, V>) return Expand(input);
  }

 private:
  template <class V>
  auto Expand(PCollection<V> input) const {
    using Acc = AccumulatorOf<Fn>;
    using OneKey = KV<bool, Acc>;
    auto expand = [&](PCollection<V> in) {
      auto with_key = [](const V& value) { return KV<bool, V>{false, value}; };
      // An empty accumulator of its own makes sure that there is one group, even of nothing.
      auto none = [fn = fn_](const Bytes&) { return OneKey{false, fn.CreateAccumulator()}; };
      auto merge = [fn = fn_](const KV<bool, Iterable<Acc>>& group) {
        return internal::MergeAll(fn, group.value);
      };
      auto some = in | Map("WithKey", with_key, where_) |
                  ParDo("Precombine", internal::PrecombineFn<bool, V, Fn>{fn_}, where_);
      auto empty = in.pipeline() | Impulse() | Map("Empty", none, where_);
      return Flatten("Accumulators", some, empty) | GroupByKey() | Map("Merge", merge, where_);
    };
    return input | Composite(label_, expand, where_);
  }

  std::string label_;
  Fn fn_;
  std::source_location where_;
};

}  // namespace beam
