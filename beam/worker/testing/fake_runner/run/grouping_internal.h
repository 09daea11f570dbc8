#pragma once

#include <cstddef>

#include "beam/worker/testing/fake_runner/plan/element_coder_internal.h"
#include "beam/worker/testing/fake_runner/state/state_internal.h"

namespace beam::fake_runner {

/// GroupByKey of a whole input: one element for each key and window, in the pane that is made at
/// the end of the window, the only one. Keys are the same when their bytes are. Overlapping
/// sessions of a key become one first. Of groups whose coder allows it, no more than
/// `values_at_once` are in the element, and the rest is in `state`.
Elements GroupByKey(const model::pipeline::Components& components,
                    const model::pipeline::PTransform& transform, const Elements& input,
                    std::size_t values_at_once, State& state);

}  // namespace beam::fake_runner
