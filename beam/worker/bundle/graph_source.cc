#include "beam/worker/bundle/graph_source.h"

#include "beam/base/error.h"
#include "beam/pipeline/graph_fingerprint.h"

namespace beam::worker {

GraphStep GraphSource::Find(const DoFnPayload& payload) {
  const std::lock_guard lock(mutex_);
  const Built& built = BuiltWith(payload.arguments);
  if (built.fingerprint != payload.fingerprint) {
    throw Error(ErrorCode::kInvalidArgument,
                "the worker builds another pipeline than the launcher: they are not the same "
                "program, or its Build depends on more than the options: the launcher's "
                "fingerprint is " +
                    payload.fingerprint + ", the worker's " + built.fingerprint);
  }
  const auto found = built.node_of.find(payload.step);
  if (found == built.node_of.end()) {
    throw Error(ErrorCode::kNotFound,
                "the pipeline has no transform of this name: \"" + payload.step + "\"");
  }
  return {built.pipeline, found->second};
}

const GraphSource::Built& GraphSource::BuiltWith(const std::vector<std::string>& arguments) {
  const auto found = built_.find(arguments);
  if (found != built_.end()) return found->second;
  Built built{.pipeline = build_(arguments), .fingerprint = {}, .node_of = {}};
  const Graph& graph = built.pipeline->graph();
  built.fingerprint = FingerprintOf(graph);
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    built.node_of.emplace(graph.nodes()[i].label, i);
  }
  return built_.emplace(arguments, std::move(built)).first->second;
}

}  // namespace beam::worker
