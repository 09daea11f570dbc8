#pragma once

#include "beam/worker/testing/fake_runner/plan/plan_internal.h"

namespace beam::fake_runner {

/// Lets the groups of a GroupByKey be sent in part, with a token for the rest, where all that read
/// them are ParDos whose workers understand that: their coder becomes that of an iterable whose end
/// may be in the engine's state.
void KeepLongListsInState(Plan& plan);

}  // namespace beam::fake_runner
