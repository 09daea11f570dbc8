#pragma once

/// Everything that a job needs of the audio library.

#include "klay_beam/audio/audio.h"                // IWYU pragma: export
#include "klay_beam/files/distinct_targets.h"     // IWYU pragma: export
#include "klay_beam/files/file_name_mutator.h"    // IWYU pragma: export
#include "klay_beam/files/input_files.h"          // IWYU pragma: export
#include "klay_beam/files/load_json.h"            // IWYU pragma: export
#include "klay_beam/files/load_numpy.h"           // IWYU pragma: export
#include "klay_beam/files/skip_completed.h"       // IWYU pragma: export
#include "klay_beam/files/transcode_files.h"      // IWYU pragma: export
#include "klay_beam/files/write_audio.h"          // IWYU pragma: export
#include "klay_beam/files/write_files.h"          // IWYU pragma: export
#include "klay_beam/job/count_planned.h"          // IWYU pragma: export
#include "klay_beam/job/job_main.h"               // IWYU pragma: export
#include "klay_beam/job/job_options.h"            // IWYU pragma: export
#include "klay_beam/rows/feature_writer.h"        // IWYU pragma: export
#include "klay_beam/rows/load_parquet.h"          // IWYU pragma: export
#include "klay_beam/transforms/audio_coder.h"     // IWYU pragma: export
#include "klay_beam/transforms/failure.h"         // IWYU pragma: export
#include "klay_beam/transforms/load_audio.h"      // IWYU pragma: export
#include "klay_beam/transforms/match_files.h"     // IWYU pragma: export
#include "klay_beam/transforms/run_report.h"      // IWYU pragma: export
#include "klay_beam/transforms/write_failures.h"  // IWYU pragma: export
#include "klay_beam/version.h"                    // IWYU pragma: export
