#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "beam/pipeline/graph.h"

namespace beam::direct {

/// A part of the graph that runs fused: elements come out of one root (an Impulse, or the reading
/// end of a Reshuffle or GroupByKey) and pass through ParDos and Flattens to the writing ends of
/// the stages behind. A ParDo that reads side inputs, has state, or is splittable, is a root as
/// well: its elements wait in front of it. Where branches of two stages meet in a Flatten, each
/// stage has its own copy of what follows.
struct Stage {
  std::size_t root;                          ///< Index of the root node.
  std::vector<std::size_t> upstream = {};    ///< Stages that write to the root.
  std::vector<std::size_t> downstream = {};  ///< Stages whose root this one writes to.
  std::vector<std::size_t> nodes = {};       ///< Its ParDos and Flattens.
  /// Stages that must be done before this one starts: those that make its side inputs. Stages in
  /// front of it wait as well, where no side input needs them, so that nothing piles up.
  std::vector<std::size_t> waits_for = {};
};

/// The consumers of each collection, and the stages in an order in which data only flows forward.
struct Plan {
  const Graph* graph;
  std::vector<std::vector<std::size_t>> consumers;  ///< By collection: nodes, in order.
  std::vector<Stage> stages;
  std::vector<std::size_t> stage_of_root;  ///< By node; kNoStage for fused ones.

  static constexpr std::size_t kNoStage = -1;
};

/// Cuts `graph`, which must outlive the plan, into stages.
Plan MakePlan(const Graph& graph);

}  // namespace beam::direct
