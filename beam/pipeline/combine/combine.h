#pragma once

#include <concepts>
#include <cstdint>
#include <source_location>
#include <string>
#include <type_traits>
#include <utility>

#include "beam/pipeline/combine/combine_fn.h"
#include "beam/pipeline/combine/merge_accumulators.h"
#include "beam/pipeline/combine/precombine.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"

namespace beam {

/// One value for each key and window: PCollection<KV<K, V>> -> PCollection<KV<K, Out>>, folded by a
/// CombineFn. Values are folded before the shuffle, too.
template <class Fn>
class CombinePerKey {
 public:
  CombinePerKey(std::string label, Fn fn,
                std::source_location where = std::source_location::current())
      : label_(std::move(label)), fn_(std::move(fn)), where_(where) {}

  /// The same, where few keys have most of the values: what comes of one key is merged in `fanout`
  /// parts first, by as many workers. Throws invalid_argument for less than 1.
  CombinePerKey WithHotKeyFanout(int fanout) const {
    internal::CheckFanout(fanout, label_);
    CombinePerKey with_fanout = *this;
    with_fanout.fanout_ = fanout;
    return with_fanout;
  }

  template <class T>
  auto operator()(PCollection<T> input) const {
    static_assert(internal::kIsKV<T>, "beam::CombinePerKey: the elements are not beam::KV<K, V>");
    if constexpr (internal::kIsKV<T>) {
      using V = decltype(T::value);
      static_assert(CombineFnOrFamily<Fn, V>,
                    "beam::CombinePerKey: this is no CombineFn for the PCollection's values");
      if constexpr (CombineFnOrFamily<Fn, V>) return Expand(input, CombineFnFor<V>(fn_));
    }
  }

 private:
  template <class K, class V, class FnOfV>
  auto Expand(PCollection<KV<K, V>> input, FnOfV fn) const {
    const internal::MergeAccumulators merge(fn, fanout_, where_);
    auto expand = [&](PCollection<KV<K, V>> in) {
      const internal::PrecombineFn<K, V, FnOfV> precombine(fn, *in.windowing(),
                                                           in.timeline() != nullptr);
      return in | ParDo("Precombine", precombine, where_) | merge;
    };
    return input | Composite(label_, expand, where_);
  }

  std::string label_;
  Fn fn_;
  std::source_location where_;
  int fanout_ = 1;
};

/// One value of a whole PCollection<V>, folded by a CombineFn. An empty collection gives the output
/// of no values, if there is one. In windows, where nobody knows the empty ones, it must be told
/// WithoutDefaults(), and gives one value for each window that has elements; behind a trigger, one
/// for each pane that it makes.
template <class Fn>
class CombineGlobally {
 public:
  CombineGlobally(std::string label, Fn fn,
                  std::source_location where = std::source_location::current())
      : label_(std::move(label)), fn_(std::move(fn)), where_(where) {}

  /// The same, but nothing comes of nothing.
  CombineGlobally WithoutDefaults() const {
    CombineGlobally without = *this;
    without.has_default_ = false;
    return without;
  }

  /// The same, merged in `fanout` parts first, by as many workers. Throws invalid_argument for less
  /// than 1.
  CombineGlobally WithFanout(int fanout) const {
    internal::CheckFanout(fanout, label_);
    CombineGlobally with_fanout = *this;
    with_fanout.fanout_ = fanout;
    return with_fanout;
  }

  /// An input in windows is refused, unless without defaults.
  template <class V>
  auto operator()(PCollection<V> input) const {
    static_assert(CombineFnOrFamily<Fn, V>,
                  "beam::CombineGlobally: this is no CombineFn for the PCollection's elements");
    if constexpr (CombineFnOrFamily<Fn, V>) {
      const bool has_default =
          has_default_ &&
          !internal::RefuseDefault(input.pipeline().graph(), *input.windowing(), label_, where_);
      return Expand(input, CombineFnFor<V>(fn_), has_default);
    }
  }

 private:
  template <class V, class FnOfV>
  auto Expand(PCollection<V> input, FnOfV fn, bool has_default) const {
    using OneKey = KV<bool, AccumulatorOf<FnOfV>>;
    const internal::MergeAccumulators merge(fn, fanout_, where_);
    auto expand = [&](PCollection<V> in) {
      auto with_key = [](const V& value) { return KV<bool, V>{false, value}; };
      const internal::PrecombineFn<bool, V, FnOfV> precombine(fn, *in.windowing(),
                                                              in.timeline() != nullptr);
      auto accumulators =
          in | Map("WithKey", with_key, where_) | ParDo("Precombine", precombine, where_);
      const bool is_triggered = in.windowing()->trigger.kind != Trigger::Kind::kDefault;
      if (has_default && !is_triggered) {
        // An empty accumulator of its own makes sure that there is one group, even of nothing.
        auto none = [fn](const Bytes&) { return OneKey{false, fn.CreateAccumulator()}; };
        auto empty = in.pipeline() | Impulse() | Map("Empty", none, where_);
        accumulators = Flatten("Accumulators", accumulators, empty);
      }
      using Out = CombineOutputOf<FnOfV>;
      return accumulators | merge |
             Map(
                 "Value", [](const KV<bool, Out>& merged) { return merged.value; }, where_);
    };
    return input | Composite(label_, expand, where_);
  }

  std::string label_;
  Fn fn_;
  std::source_location where_;
  bool has_default_ = true;
  int fanout_ = 1;
};

}  // namespace beam
