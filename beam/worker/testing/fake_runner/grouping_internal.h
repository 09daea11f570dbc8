#pragma once

#include <string>

#include "beam/worker/testing/fake_runner/element_coder_internal.h"

namespace beam::fake_runner {

/// GroupByKey of a whole input: one element for each key and window, in the pane that is made at
/// the end of the window, the only one. Keys are the same when their bytes are. Overlapping
/// sessions of a key become one first.
Elements GroupByKey(const model::pipeline::Components& components,
                    const model::pipeline::PTransform& transform, const Elements& input);

}  // namespace beam::fake_runner
