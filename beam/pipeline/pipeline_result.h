#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "beam/base/error.h"
#include "beam/base/time/timestamp.h"
#include "beam/exec/metrics.h"

namespace beam {

/// How a run ended.
enum class JobState { kDone, kFailed, kCancelled };

/// What is left of a run: how it ended, and what it counted until then.
struct PipelineResult {
  JobState state = JobState::kDone;
  std::optional<Error> error = {};  ///< Why, when it failed.
  MetricsSnapshot metrics = {};
  std::string runner = {};
  Timestamp started = {};
  double wall_seconds = 0;
};

/// What is known of a running job.
struct Progress {
  MetricsSnapshot metrics = {};
  double wall_seconds = 0;
};

}  // namespace beam
