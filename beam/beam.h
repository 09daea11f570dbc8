#pragma once

/// Everything that a job needs of the SDK, but what only some jobs want to load: Parquet is in
/// beam/io/parquet (library beam_io_parquet).

// IWYU pragma: begin_exports
#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/base/kv.h"
#include "beam/coders/coders.h"
#include "beam/exec/metrics.h"
#include "beam/io/fileio/match_files.h"
#include "beam/io/fileio/read_matches.h"
#include "beam/io/json/read_json.h"
#include "beam/io/json/write_json.h"
#include "beam/io/text/read_text.h"
#include "beam/io/text/write_text.h"
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
#include "beam/state/bag_state.h"
#include "beam/state/combining_state.h"
#include "beam/state/map_state.h"
#include "beam/state/ordered_list_state.h"
#include "beam/state/set_state.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"
// IWYU pragma: end_exports
