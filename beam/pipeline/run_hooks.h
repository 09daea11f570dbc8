#pragma once

#include <functional>

#include "beam/pipeline/pipeline_result.h"

namespace beam {

/// Who watches a run, and may stop it.
struct RunHooks {
  /// Asked between elements; true stops the job: elements at work are finished, none is begun.
  std::function<bool()> cancelled = [] { return false; };
  /// Called a few times a second with what has been done until now.
  std::function<void(const Progress&)> progress = [](const Progress&) {};
};

}  // namespace beam
