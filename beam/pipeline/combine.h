#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/pipeline/combine_fn.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/precombine.h"

namespace beam {
namespace internal {

template <class Fn, class Acc>
auto MergeAll(const Fn& fn, const Iterable<Acc>& accumulators) {
  Acc merged = fn.CreateAccumulator();
  for (const Acc& accumulator : accumulators) fn.MergeAccumulators(merged, accumulator);
  return fn.ExtractOutput(merged);
}

}  // namespace internal

/// One value for each key and window: PCollection<KV<K, V>> -> PCollection<KV<K, Out>>, folded by a
/// CombineFn. Values are folded before the shuffle, too.
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
      return in | ParDo("Precombine", Precombine<K, V>(in), where_) | GroupByKey() |
             Map("Merge", merge, where_);
    };
    return input | Composite(label_, expand, where_);
  }

  template <class K, class V>
  auto Precombine(PCollection<KV<K, V>> in) const {
    return internal::PrecombineFn<K, V, Fn>(fn_, *in.windowing(), in.timeline() != nullptr);
  }

  std::string label_;
  Fn fn_;
  std::source_location where_;
};

/// One value of a whole PCollection<V>, folded by a CombineFn. An empty collection gives the output
/// of no values. In windows, one value for each window that has elements; behind a trigger, one for
/// each pane that it makes.
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
      auto merge = [fn = fn_](const KV<bool, Iterable<Acc>>& group) {
        return internal::MergeAll(fn, group.value);
      };
      const auto precombine =
          internal::PrecombineFn<bool, V, Fn>(fn_, *in.windowing(), in.timeline() != nullptr);
      auto accumulators =
          in | Map("WithKey", with_key, where_) | ParDo("Precombine", precombine, where_);
      const bool is_triggered = in.windowing()->trigger.kind != Trigger::Kind::kDefault;
      if (in.windowing()->is_global() && !is_triggered) {
        // An empty accumulator of its own makes sure that there is one group, even of nothing.
        auto none = [fn = fn_](const Bytes&) { return OneKey{false, fn.CreateAccumulator()}; };
        auto empty = in.pipeline() | Impulse() | Map("Empty", none, where_);
        accumulators = Flatten("Accumulators", accumulators, empty);
      }
      return accumulators | GroupByKey() | Map("Merge", merge, where_);
    };
    return input | Composite(label_, expand, where_);
  }

  std::string label_;
  Fn fn_;
  std::source_location where_;
};

}  // namespace beam
