#pragma once

/// Everything that a job needs of the SDK.

#include "beam/base/describe.h"             // IWYU pragma: export
#include "beam/base/error.h"                // IWYU pragma: export
#include "beam/base/kv.h"                   // IWYU pragma: export
#include "beam/coders/coders.h"             // IWYU pragma: export
#include "beam/exec/metrics.h"              // IWYU pragma: export
#include "beam/main.h"                      // IWYU pragma: export
#include "beam/pipeline/as_side_input.h"    // IWYU pragma: export
#include "beam/pipeline/combine.h"          // IWYU pragma: export
#include "beam/pipeline/create.h"           // IWYU pragma: export
#include "beam/pipeline/flatten.h"          // IWYU pragma: export
#include "beam/pipeline/group_by_key.h"     // IWYU pragma: export
#include "beam/pipeline/map.h"              // IWYU pragma: export
#include "beam/pipeline/par_do.h"           // IWYU pragma: export
#include "beam/pipeline/reshuffle.h"        // IWYU pragma: export
#include "beam/pipeline/window_into.h"      // IWYU pragma: export
#include "beam/pipeline/with_timestamps.h"  // IWYU pragma: export
