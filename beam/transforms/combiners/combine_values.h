#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/base/iterable.h"
#include "beam/pipeline/combine/combine_fn.h"
#include "beam/pipeline/map.h"

namespace beam {
namespace internal {

template <class K, class V, class Fn>
struct FoldGroupFn {
  Fn fn;
  void Process(const KV<K, Iterable<V>>& group, Emitter<KV<K, CombineOutputOf<Fn>>>& out) const {
    AccumulatorOf<Fn> accumulator = fn.CreateAccumulator();
    for (const V& value : group.value) fn.AddInput(accumulator, value);
    if constexpr (SaysWhetherThereIsOutput<Fn>) {
      if (!fn.HasOutput(accumulator)) return;
    }
    out({group.key, fn.ExtractOutput(accumulator)});
  }
};

}  // namespace internal

/// Folds values that are grouped already: KV<K, Iterable<V>> -> KV<K, Out>. Where nothing else is
/// done with the groups, CombinePerKey is faster, since it folds before the shuffle.
///
///     groups | beam::CombineValues("Mean", beam::Mean())
template <class Fn>
auto CombineValues(std::string label, Fn fn,
                   std::source_location where = std::source_location::current()) {
  return [label = std::move(label), fn = std::move(fn),
          where]<class K, class V>(PCollection<KV<K, Iterable<V>>> input) {
    static_assert(CombineFnOrFamily<Fn, V>,
                  "beam::CombineValues: this is no CombineFn for the PCollection's values");
    if constexpr (CombineFnOrFamily<Fn, V>) {
      using FnOfV = decltype(CombineFnFor<V>(fn));
      return input | ParDo(label, internal::FoldGroupFn<K, V, FnOfV>{CombineFnFor<V>(fn)}, where);
    }
  };
}

}  // namespace beam
