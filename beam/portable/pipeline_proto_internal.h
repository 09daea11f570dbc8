#pragma once

#include <string>
#include <vector>

#include "beam/pipeline/graph.h"
#include "org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h"

namespace beam::portable {

/// Where the functions of a pipeline are to run, and what they need to know there.
struct ProtoOptions {
  /// With its urn, payload and dependencies; the translation adds capabilities and resource hints.
  org::apache::beam::model::pipeline::v1::Environment environment = {};
  /// The launcher's command line, for a worker that builds the graph again.
  std::vector<std::string> arguments = {};
  /// Whether the engine has multimaps and ordered lists as state. Every engine has bags, as which
  /// all kinds of state are kept otherwise.
  bool has_all_state_kinds = false;
};

/// The pipeline as Beam's Runner API says it. Each transform of the graph has the id "t" and its
/// number, each PCollection "p" and its number; composites are there for people.
///
/// Throws unimplemented, with all reasons at once, for what engines cannot be told: window
/// functions of one's own, times of less than a millisecond, replayed streams.
org::apache::beam::model::pipeline::v1::Pipeline ToProto(const Graph& graph,
                                                         const ProtoOptions& options);

/// Throws internal when the message is not one that an engine would take: an id that stands for
/// nothing, a name twice, a GroupByKey of what is no key and value.
void CheckProto(const org::apache::beam::model::pipeline::v1::Pipeline& proto);

}  // namespace beam::portable
