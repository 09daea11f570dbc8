#pragma once

#include <cstdint>
#include <source_location>
#include <string>
#include <utility>

#include "beam/pipeline/combine/combine_fn.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"

namespace beam::internal {

/// Throws invalid_argument for a fan-out of less than 1.
void CheckFanout(int fanout, const std::string& label);
/// Refuses a combine that has a default, unless its input is in the global window; whether it did.
bool RefuseDefault(Graph& graph, const Windowing& windowing, const std::string& label,
                   std::source_location where);

template <class Fn, class Acc>
Acc MergeAll(const Fn& fn, const Iterable<Acc>& accumulators) {
  Acc merged = fn.CreateAccumulator();
  for (const Acc& accumulator : accumulators) fn.MergeAccumulators(merged, accumulator);
  return merged;
}

/// Merges the accumulators of each group; those of an empty pane, too, which has none.
template <class K, class Fn>
struct MergeFn {
  Fn fn;
  void Process(const KV<K, Iterable<AccumulatorOf<Fn>>>& group,
               Emitter<KV<K, CombineOutputOf<Fn>>>& out) const {
    const AccumulatorOf<Fn> merged = MergeAll(fn, group.value);
    if constexpr (SaysWhetherThereIsOutput<Fn>) {
      if (!fn.HasOutput(merged)) return;
    }
    out({group.key, fn.ExtractOutput(merged)});
  }
};

/// Deals the accumulators of a key out to some parts of it.
template <class K, class Acc>
struct DealOutFn {
  std::int32_t parts;
  std::int32_t next = 0;
  void Process(const KV<K, Acc>& accumulator, Emitter<KV<KV<K, std::int32_t>, Acc>>& out) {
    out({{accumulator.key, next}, accumulator.value});
    next = (next + 1) % parts;
  }
};

/// The half of a combine behind the shuffle: accumulators KV<K, Acc> become one KV<K, Out> for each
/// key and window.
template <class Fn>
class MergeAccumulators {
  using Acc = AccumulatorOf<Fn>;

 public:
  /// With a `fanout` of more than 1, the accumulators of a key are merged in so many parts first.
  MergeAccumulators(Fn fn, int fanout, std::source_location where)
      : fn_(std::move(fn)), fanout_(fanout), where_(where) {}

  template <class K>
  auto operator()(PCollection<KV<K, Acc>> accumulators) const {
    // What makes several panes of a key must see all of its accumulators at once.
    const bool has_panes = accumulators.windowing()->trigger.kind != Trigger::Kind::kDefault ||
                           accumulators.timeline() != nullptr;
    const bool fans_out = fanout_ > 1 && !has_panes;
    if (fans_out) accumulators = MergeParts(accumulators);
    return accumulators | GroupByKey() | ParDo("Merge", MergeFn<K, Fn>{fn_}, where_);
  }

 private:
  template <class K>
  PCollection<KV<K, Acc>> MergeParts(PCollection<KV<K, Acc>> accumulators) const {
    using Part = KV<K, std::int32_t>;
    auto merge = [fn = fn_](const KV<Part, Iterable<Acc>>& group) {
      return KV<K, Acc>{group.key.key, MergeAll(fn, group.value)};
    };
    auto expand = [&](PCollection<KV<K, Acc>> in) {
      return in | ParDo("DealOut", DealOutFn<K, Acc>{fanout_}, where_) | GroupByKey() |
             Map("Merge", merge, where_);
    };
    return accumulators | Composite("Fanout", expand, where_);
  }

  Fn fn_;
  std::int32_t fanout_;
  std::source_location where_;
};

}  // namespace beam::internal
