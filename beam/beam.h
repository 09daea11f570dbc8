#pragma once

/// Everything that a job needs of the SDK.

// IWYU pragma: begin_exports
#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/kv.h"
#include "beam/coders/coders.h"
#include "beam/exec/metrics.h"
#include "beam/main.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/par_do.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/restriction/offset_range_tracker.h"
// IWYU pragma: end_exports
