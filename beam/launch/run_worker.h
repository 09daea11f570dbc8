#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "beam/launch/worker_options.h"
#include "beam/pipeline/pipeline.h"

namespace beam {

/// Whether a command line asks for a worker.
bool IsWorkerCommand(const std::vector<std::string>& arguments);

/// Serves engines as `options` say: a pool until `stop()` is true, one worker until its engine
/// hangs up. `build` makes the pipeline from a launcher's command line; `command` is that of this
/// process.
void RunWorker(
    const WorkerOptions& options, const std::vector<std::string>& command,
    const std::function<std::shared_ptr<const Pipeline>(const std::vector<std::string>& arguments)>&
        build,
    const std::function<bool()>& stop);

}  // namespace beam
