#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "beam/pipeline/dofn_payload.h"
#include "beam/pipeline/pipeline.h"

namespace beam::worker {

/// Makes the pipeline that a launcher with that command line made, or hands out the launcher's own.
using BuildPipeline =
    std::function<std::shared_ptr<const Pipeline>(const std::vector<std::string>& arguments)>;

/// A function of a pipeline in this process.
struct GraphStep {
  std::shared_ptr<const Pipeline> pipeline;
  std::size_t node;
};

/// Finds what the payloads of messages stand for. Each pipeline is built once.
class GraphSource {
 public:
  explicit GraphSource(BuildPipeline build) : build_(std::move(build)) {}

  /// Throws invalid_argument when this process builds another graph than the launcher did, and
  /// not_found for a transform that the graph does not have.
  GraphStep Find(const DoFnPayload& payload);

 private:
  struct Built {
    std::shared_ptr<const Pipeline> pipeline;
    std::string fingerprint;
    std::map<std::string, std::size_t> node_of;  ///< By label.
  };

  const Built& BuiltWith(const std::vector<std::string>& arguments);

  const BuildPipeline build_;
  std::mutex mutex_;
  std::map<std::vector<std::string>, Built> built_;
};

}  // namespace beam::worker
