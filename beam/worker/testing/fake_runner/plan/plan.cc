#include "beam/worker/testing/fake_runner/plan/plan_internal.h"

#include <algorithm>
#include <map>
#include <set>

#include "beam/base/error.h"
#include "beam/worker/testing/fake_runner/run/splittable_internal.h"
#include "beam/worker/testing/fake_runner/state/long_lists_internal.h"

namespace beam::fake_runner {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardPTransforms;

void AddLeaves(const pipeline::Components& components, const std::string& id,
               std::vector<std::string>& leaves) {
  const pipeline::PTransform& transform = components.transforms().at(id);
  if (transform.subtransforms().empty()) leaves.push_back(id);
  for (const std::string& part : transform.subtransforms()) AddLeaves(components, part, leaves);
}

bool Is(const pipeline::PTransform& transform, StandardPTransforms::Primitives urn) {
  return transform.spec().urn() == model::Urn(urn);
}

/// Makes the steps, each transform after those whose outputs it reads.
class Planning {
 public:
  Planning(const pipeline::Components& components, const std::vector<std::string>& leaves)
      : components_(components) {
    for (const std::string& id : leaves) {
      for (const auto& [tag, collection] : components.transforms().at(id).outputs()) {
        producer_of_[collection] = id;
      }
    }
    for (const std::string& id : leaves) Visit(id);
    for (const std::string& id : leaves) {
      for (const auto& [tag, collection] : components.transforms().at(id).inputs()) {
        SetRead(collection, id);
      }
    }
  }

  std::vector<Step> TakeSteps() { return std::move(steps_); }

 private:
  void Visit(const std::string& id) {
    if (!visited_.insert(id).second) return;
    const pipeline::PTransform& transform = components_.transforms().at(id);
    for (const auto& [tag, collection] : transform.inputs()) {
      const auto producer = producer_of_.find(collection);
      if (producer == producer_of_.end()) {
        throw Error(ErrorCode::kInvalidArgument,
                    "nothing makes the PCollection " + collection + " that " + id + " reads");
      }
      Visit(producer->second);
    }
    if (Is(transform, StandardPTransforms::IMPULSE)) {
      steps_.push_back({Step::Kind::kImpulse, id});
    } else if (Is(transform, StandardPTransforms::FLATTEN)) {
      steps_.push_back({Step::Kind::kFlatten, id});
    } else if (Is(transform, StandardPTransforms::GROUP_BY_KEY)) {
      steps_.push_back({Step::Kind::kGroupByKey, id});
    } else if (transform.spec().urn() == model::Urn(StandardPTransforms::RESHUFFLE)) {
      steps_.push_back({Step::Kind::kReshuffle, id});
    } else {
      AddToStage(id, transform);
    }
  }

  /// Puts a ParDo into the stage that makes its input, or into one of its own. What that stage
  /// needs is all there before it, since a ParDo that reads anything else begins its own.
  void AddToStage(const std::string& id, const pipeline::PTransform& transform) {
    const std::string& input = transform.inputs().at(MainTagOf(transform));
    const auto before = stage_of_.find(producer_of_.at(input));
    if (before != stage_of_.end() && !MustBegin(transform) &&
        steps_[before->second].stage.environment == transform.environment_id()) {
      stage_of_[id] = before->second;
      steps_[before->second].stage.transforms.push_back(id);
      return;
    }
    stage_of_[id] = steps_.size();
    steps_.push_back(
        {Step::Kind::kStage,
         id,
         {.input = input, .transforms = {id}, .environment = transform.environment_id()}});
  }

  /// Whether it needs more than its main input, or its elements are dealt out anew before it.
  static bool MustBegin(const pipeline::PTransform& transform) {
    const pipeline::ParDoPayload par_do = ParDoOf(transform);
    return !par_do.side_inputs().empty() || !par_do.state_specs().empty() ||
           !par_do.timer_family_specs().empty() || IsProcessOfSplittable(transform);
  }

  /// `collection` leaves the stage that makes it if `reader` is not in there.
  void SetRead(const std::string& collection, const std::string& reader) {
    const auto made_in = stage_of_.find(producer_of_.at(collection));
    if (made_in == stage_of_.end()) return;
    const auto read_in = stage_of_.find(reader);
    if (read_in != stage_of_.end() && read_in->second == made_in->second) return;
    Stage& stage = steps_[made_in->second].stage;
    if (std::ranges::find(stage.outputs, collection) == stage.outputs.end()) {
      stage.outputs.push_back(collection);
    }
  }

  const pipeline::Components& components_;
  std::map<std::string, std::string> producer_of_;  ///< Of a PCollection.
  std::map<std::string, std::size_t> stage_of_;     ///< The step that a ParDo is in.
  std::set<std::string> visited_;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<std::string> LeavesOf(const pipeline::Pipeline& pipeline) {
  std::vector<std::string> leaves;
  for (const std::string& root : pipeline.root_transform_ids()) {
    AddLeaves(pipeline.components(), root, leaves);
  }
  return leaves;
}

pipeline::ParDoPayload ParDoOf(const pipeline::PTransform& transform) {
  pipeline::ParDoPayload par_do;
  if (par_do.ParseFromString(transform.spec().payload())) return par_do;
  throw Error(ErrorCode::kInvalidArgument,
              "a ParDo's payload cannot be read: " + transform.unique_name());
}

std::string MainTagOf(const pipeline::PTransform& transform) {
  const pipeline::ParDoPayload par_do = ParDoOf(transform);
  for (const auto& [tag, collection] : transform.inputs()) {
    if (!par_do.side_inputs().contains(tag)) return tag;
  }
  throw Error(ErrorCode::kInvalidArgument, "a ParDo has no input: " + transform.unique_name());
}

Plan MakePlan(const pipeline::Pipeline& pipeline) {
  Plan plan{pipeline.components(), {}};
  std::vector<std::string> leaves;
  for (const std::string& id : LeavesOf(pipeline)) {
    for (std::string& part : TakeApart(plan.components, id)) leaves.push_back(std::move(part));
  }
  plan.steps = Planning(plan.components, leaves).TakeSteps();
  KeepLongListsInState(plan);
  return plan;
}

}  // namespace beam::fake_runner
