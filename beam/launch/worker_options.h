#pragma once

#include <optional>
#include <string>

#include "beam/pipeline/flags.h"

namespace beam {

/// What makes this program a worker instead of a launcher; the field names are flags. The last
/// seven are Beam's container contract.
struct WorkerOptions {
  std::optional<std::string> worker_pool = {};
  std::optional<std::string> id = {};
  std::optional<std::string> provision_endpoint = {};
  std::optional<std::string> control_endpoint = {};
  std::optional<std::string> logging_endpoint = {};
  std::optional<std::string> artifact_endpoint = {};
  std::optional<std::string> status_endpoint = {};
  std::optional<std::string> semi_persist_dir = {};

  static constexpr FieldDoc kDocs[] = {
      {"worker_pool",
       "Serve engines that run this job with --environment_type=EXTERNAL, at this port of this "
       "machine or at HOST:PORT."},
      {"id", "Given by engines: serve one of them under this name."},
      {"provision_endpoint", "Given by engines."},
      {"control_endpoint", "Given by engines."},
      {"logging_endpoint", "Given by engines."},
      {"artifact_endpoint", "Given by engines."},
      {"status_endpoint", "Given by engines that ask what the worker does."},
      {"semi_persist_dir", "Given by engines: the folder for staged and temporary files."},
  };
};

}  // namespace beam
