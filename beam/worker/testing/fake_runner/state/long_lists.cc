#include "beam/worker/testing/fake_runner/state/long_lists_internal.h"

#include <algorithm>

namespace beam::fake_runner {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardCoders;

bool Understands(const pipeline::Environment& environment) {
  return std::ranges::find(environment.capabilities(),
                           model::Urn(StandardCoders::STATE_BACKED_ITERABLE)) !=
         environment.capabilities().end();
}

/// Whether only stages take the PCollection, each as its input.
bool IsReadByStagesOnly(const Plan& plan, const std::string& collection) {
  return std::ranges::all_of(plan.steps, [&](const Step& step) {
    const auto& inputs = plan.components.transforms().at(step.transform).inputs();
    const auto is_it = [&](const auto& input) { return input.second == collection; };
    const auto uses = std::count_if(inputs.begin(), inputs.end(), is_it);
    if (uses == 0) return true;
    return step.kind == Step::Kind::kStage && step.stage.input == collection && uses == 1 &&
           Understands(plan.components.environments().at(step.stage.environment));
  });
}

}  // namespace

void KeepLongListsInState(Plan& plan) {
  auto& coders = *plan.components.mutable_coders();
  for (const Step& step : plan.steps) {
    if (step.kind != Step::Kind::kGroupByKey) continue;
    const std::string& output =
        plan.components.transforms().at(step.transform).outputs().begin()->second;
    if (!IsReadByStagesOnly(plan, output)) continue;
    pipeline::PCollection& collection = plan.components.mutable_pcollections()->at(output);
    pipeline::Coder group = coders.at(collection.coder_id());
    pipeline::Coder values = coders.at(group.component_coder_ids(1));
    const std::string values_id = step.transform + "/long_list_coder";
    values.mutable_spec()->set_urn(model::Urn(StandardCoders::STATE_BACKED_ITERABLE));
    group.set_component_coder_ids(1, values_id);
    collection.set_coder_id(step.transform + "/group_coder");
    coders[values_id] = std::move(values);
    coders[collection.coder_id()] = std::move(group);
  }
}

}  // namespace beam::fake_runner
