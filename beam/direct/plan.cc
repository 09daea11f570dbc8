#include "beam/direct/plan.h"

#include <algorithm>
#include <set>

namespace beam::direct {
namespace {

/// Collects the nodes that elements of `collection` reach without leaving the stage they are in,
/// and the stages behind.
void FindFused(const Plan& plan, CollectionId collection, std::set<std::size_t>& nodes,
               std::set<std::size_t>& downstream) {
  for (const std::size_t consumer : plan.consumers[collection]) {
    if (plan.stage_of_root[consumer] != Plan::kNoStage) {
      downstream.insert(plan.stage_of_root[consumer]);
      continue;
    }
    nodes.insert(consumer);
    for (const CollectionId output : plan.graph->nodes()[consumer].outputs) {
      FindFused(plan, output, nodes, downstream);
    }
  }
}

/// The stages that have a part in what `stage` gets, itself included.
void AddAncestors(const Plan& plan, std::size_t stage, std::set<std::size_t>& ancestors) {
  if (!ancestors.insert(stage).second) return;
  for (const std::size_t upstream : plan.stages[stage].upstream) {
    AddAncestors(plan, upstream, ancestors);
  }
}

/// Fills waits_for.
void FindWaits(Plan& plan) {
  std::vector<std::set<std::size_t>> waits(plan.stages.size());
  std::set<std::size_t> needed;  // By any side input: may never wait for another stage's sake.
  for (std::size_t index = 0; index < plan.stages.size(); ++index) {
    for (const std::size_t node : plan.stages[index].nodes) {
      for (const SideInputUse& side_input : plan.graph->nodes()[node].side_inputs) {
        for (std::size_t maker = 0; maker < plan.stages.size(); ++maker) {
          const std::vector<std::size_t>& nodes = plan.stages[maker].nodes;
          if (std::find(nodes.begin(), nodes.end(), side_input.maker) == nodes.end()) continue;
          waits[index].insert(maker);
          AddAncestors(plan, maker, needed);
        }
      }
    }
  }
  for (std::size_t index = plan.stages.size(); index-- > 0;) {
    if (!needed.contains(index)) {
      for (const std::size_t next : plan.stages[index].downstream) {
        waits[index].insert(waits[next].begin(), waits[next].end());
      }
    }
    plan.stages[index].waits_for.assign(waits[index].begin(), waits[index].end());
  }
}

bool IsRoot(const Node& node) {
  return node.primitive == Primitive::kImpulse || node.primitive == Primitive::kReshuffle ||
         node.grouping != nullptr || !node.side_inputs.empty() || node.restrictions != nullptr;
}

}  // namespace

Plan MakePlan(const Graph& graph) {
  Plan plan{.graph = &graph, .consumers = {}, .stages = {}, .stage_of_root = {}};
  plan.consumers.resize(graph.collections().size());
  plan.stage_of_root.assign(graph.nodes().size(), Plan::kNoStage);
  for (std::size_t index = 0; index < graph.nodes().size(); ++index) {
    const Node& node = graph.nodes()[index];
    for (CollectionId input : node.inputs) plan.consumers[input].push_back(index);
    if (!IsRoot(node)) continue;
    plan.stage_of_root[index] = plan.stages.size();
    plan.stages.push_back({.root = index});
  }
  for (std::size_t index = 0; index < plan.stages.size(); ++index) {
    std::set<std::size_t> downstream;
    std::set<std::size_t> nodes;
    const Node& root = graph.nodes()[plan.stages[index].root];
    if (root.primitive == Primitive::kParDo) nodes.insert(plan.stages[index].root);
    for (const CollectionId output : root.outputs) FindFused(plan, output, nodes, downstream);
    plan.stages[index].nodes.assign(nodes.begin(), nodes.end());
    plan.stages[index].downstream.assign(downstream.begin(), downstream.end());
    for (std::size_t next : downstream) plan.stages[next].upstream.push_back(index);
  }
  FindWaits(plan);
  return plan;
}

}  // namespace beam::direct
