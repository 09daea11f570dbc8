#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/base/iterable.h"
#include "beam/pipeline/combine_fn.h"
#include "beam/pipeline/map.h"

namespace beam {

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
      auto fold = [fn = CombineFnFor<V>(fn)](const KV<K, Iterable<V>>& group) {
        auto accumulator = fn.CreateAccumulator();
        for (const V& value : group.value) fn.AddInput(accumulator, value);
        return KV<K, CombineOutputOf<decltype(fn)>>{group.key, fn.ExtractOutput(accumulator)};
      };
      return input | Map(label, fold, where);
    }
  };
}

}  // namespace beam
