#include "beam/direct/plan.h"

#include <set>

namespace beam::direct {
namespace {

/// Collects the stages that elements of `collection` reach without leaving the stage they are in.
void FindDownstream(const Plan& plan, CollectionId collection, std::set<std::size_t>& found) {
  for (std::size_t consumer : plan.consumers[collection]) {
    if (plan.stage_of_root[consumer] != Plan::kNoStage) {
      found.insert(plan.stage_of_root[consumer]);
      continue;
    }
    for (CollectionId output : plan.graph->nodes()[consumer].outputs) {
      FindDownstream(plan, output, found);
    }
  }
}

bool IsRoot(const Node& node) {
  return node.primitive == Primitive::kImpulse || node.primitive == Primitive::kReshuffle ||
         node.primitive == Primitive::kGroupByKey;
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
    plan.stages.push_back({.root = index, .input = node.outputs[0]});
  }
  for (std::size_t index = 0; index < plan.stages.size(); ++index) {
    std::set<std::size_t> downstream;
    FindDownstream(plan, plan.stages[index].input, downstream);
    plan.stages[index].downstream.assign(downstream.begin(), downstream.end());
    for (std::size_t next : downstream) plan.stages[next].upstream.push_back(index);
  }
  return plan;
}

}  // namespace beam::direct
