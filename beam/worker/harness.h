#pragma once

#include <set>
#include <stop_token>
#include <string>

#include "beam/worker/bundle/graph_source.h"

namespace beam::worker {

/// Where an engine is to be found, and who asks.
struct HarnessOptions {
  std::string worker_id;
  std::string control_endpoint;
  std::string logging_endpoint = {};  ///< Empty: what there is to say is printed.
  std::string status_endpoint = {};   ///< Empty: nobody wants to know what the worker does.
  std::set<std::string> runner_capabilities = {};  ///< URNs of what the engine can do.
  std::string temp_folder = "/tmp";                ///< For what does not fit into memory.
};

/// Runs bundles for an engine, as many at once as it asks for, until it hangs up, or until it is
/// told to `stop`: then the elements at work are the last. Throws unavailable when the engine
/// cannot be reached or the connection breaks.
void RunHarness(const HarnessOptions& options, BuildPipeline build,
                const std::stop_token& stop = {});

}  // namespace beam::worker
