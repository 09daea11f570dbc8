#pragma once

#include <type_traits>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/kv.h"
#include "beam/base/time/timestamp.h"
#include "beam/coders/timestamp_coder.h"
#include "beam/exec/dofn_traits.h"
#include "beam/restriction/offset_range.h"

namespace beam::exec {

template <class Fn>
consteval auto EstimatorStateType() {
  if constexpr (HasEstimator<Fn>) {
    return std::type_identity<typename SignatureOf<Fn>::Estimator::State>();
  } else {
    return std::type_identity<Bytes>();
  }
}
/// What goes along with a restriction: the state of the watermark estimator, or nothing (no bytes).
template <SplittableDoFn Fn>
using EstimatorStateOf = typename decltype(EstimatorStateType<Fn>())::type;

/// What there is to do of an element: a restriction, and what its watermark estimator knows.
template <SplittableDoFn Fn>
using WorkOf = KV<RestrictionOf<Fn>, EstimatorStateOf<Fn>>;

/// All of the work of an element.
template <SplittableDoFn Fn>
WorkOf<Fn> WholeWorkOf(const Fn& fn, const typename SignatureOf<Fn>::Input& element) {
  WorkOf<Fn> work{fn.InitialRestriction(element), {}};
  if constexpr (HasInitialWatermarkState<Fn>) {
    work.value = fn.InitialWatermarkState(element, work.key);
  } else if constexpr (std::is_same_v<EstimatorStateOf<Fn>, Timestamp>) {
    work.value = kMinTimestamp;
  }
  return work;
}

/// The parts of it to begin with.
template <SplittableDoFn Fn>
std::vector<WorkOf<Fn>> PartsOf(const Fn& fn, const typename SignatureOf<Fn>::Input& element,
                                const WorkOf<Fn>& whole) {
  if constexpr (HasSplitRestriction<Fn>) {
    std::vector<WorkOf<Fn>> parts;
    for (const RestrictionOf<Fn>& part : fn.SplitRestriction(element, whole.key)) {
      parts.push_back({part, whole.value});
    }
    return parts;
  } else {
    return {whole};
  }
}

/// How much work there is in a part of an element: what the DoFn says, the offsets of a range, or
/// else 1.
template <SplittableDoFn Fn>
double RestrictionSizeOf(const Fn& fn, const typename SignatureOf<Fn>::Input& element,
                         const RestrictionOf<Fn>& restriction) {
  if constexpr (HasRestrictionSize<Fn>) {
    return fn.RestrictionSize(element, restriction);
  } else if constexpr (std::is_same_v<RestrictionOf<Fn>, OffsetRange>) {
    return static_cast<double>(restriction.Size());
  } else {
    return 1;
  }
}

}  // namespace beam::exec
