#pragma once

#include <string>
#include <vector>

#include "beam/worker/bundle/graph_source.h"

namespace beam::worker {

/// What an engine tells a worker process that it starts: Beam's container contract. What is empty
/// is asked for at the provision endpoint.
struct BootOptions {
  std::string id;
  std::string provision_endpoint = {};
  std::string control_endpoint = {};
  std::string logging_endpoint = {};
  std::string artifact_endpoint = {};
  std::string status_endpoint = {};
  std::string semi_persist_dir = "/tmp";  ///< Where staged files and temporary ones go.
};

/// The name under which a job's own program is staged for its workers: with its SHA-256, since
/// Flink's job server forgets the hash that the artifact has.
std::string WorkerBinaryName(const std::string& program);

/// Serves the engine as one worker until it hangs up. A job's program that was staged takes the
/// place of this one, unless they are the same: it is fetched, its SHA-256 is checked, and it is
/// executed with `command`, the command line of this process; then Boot does not return. Throws
/// data_loss when the hash is wrong, and unavailable when the engine cannot be reached.
void Boot(BootOptions options, const std::vector<std::string>& command, BuildPipeline build);

}  // namespace beam::worker
