#include <google/protobuf/generated_enum_reflection.h>

#include <set>

#include "beam/base/error.h"
#include "beam/worker/testing/fake_runner/plan/plan_internal.h"
#include "org/apache/beam/model/pipeline/v1/standard_window_fns.pb.h"

namespace beam::fake_runner {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardPTransforms;
using pipeline::StandardRequirements;

/// Gathers what a pipeline has that this engine does not.
class Inspection {
 public:
  explicit Inspection(const pipeline::Pipeline& pipeline)
      : pipeline_(pipeline), components_(pipeline.components()) {}

  std::vector<std::string> Run() {
    CheckRequirements();
    for (const auto& [id, environment] : components_.environments()) CheckEnvironment(environment);
    for (const std::string& id : LeavesOf(pipeline_)) {
      CheckTransform(components_.transforms().at(id));
    }
    return std::move(reasons_);
  }

 private:
  void CheckRequirements() {
    const std::set<std::string> known = {
        model::Urn(StandardRequirements::REQUIRES_STATEFUL_PROCESSING),
        model::Urn(StandardRequirements::REQUIRES_SPLITTABLE_DOFN)};
    for (const std::string& requirement : pipeline_.requirements()) {
      if (!known.contains(requirement)) reasons_.push_back("it requires " + requirement);
    }
  }

  void CheckEnvironment(const pipeline::Environment& environment) {
    if (environment.urn() == model::Urn(pipeline::StandardEnvironments::EXTERNAL)) return;
    reasons_.push_back("workers are those of a worker pool (EXTERNAL or LOOPBACK), not of " +
                       environment.urn());
  }

  void CheckTransform(const pipeline::PTransform& transform) {
    const std::string& urn = transform.spec().urn();
    if (urn == model::Urn(StandardPTransforms::PAR_DO)) {
      CheckParDo(transform);
    } else if (urn == model::Urn(StandardPTransforms::GROUP_BY_KEY)) {
      CheckGroupByKey(transform);
    } else if (urn == model::Urn(StandardPTransforms::FLATTEN)) {
      CheckFlatten(transform);
    } else if (urn != model::Urn(StandardPTransforms::IMPULSE) &&
               urn != model::Urn(StandardPTransforms::RESHUFFLE)) {
      Refuse(transform, "is " + (urn.empty() ? "nothing" : urn));
    }
  }

  void CheckParDo(const pipeline::PTransform& transform) {
    const pipeline::ParDoPayload par_do = ParDoOf(transform);
    for (const auto& [tag, side_input] : par_do.side_inputs()) {
      const std::string& urn = side_input.access_pattern().urn();
      if (urn != model::Urn(pipeline::StandardSideInputTypes::ITERABLE) &&
          urn != model::Urn(pipeline::StandardSideInputTypes::MULTIMAP)) {
        Refuse(transform, "looks side inputs up by " + urn);
      }
    }
    for (const auto& [name, state] : par_do.state_specs()) {
      if (state.has_bag_spec() || state.has_multimap_spec() || state.has_ordered_list_spec()) {
        continue;
      }
      Refuse(transform, "has state \"" + name + "\", which is no bag, multimap or ordered list");
    }
    if (par_do.requests_finalization()) Refuse(transform, "wants its bundles finalized");
    if (par_do.requires_time_sorted_input()) Refuse(transform, "wants its input sorted by time");
  }

  void CheckGroupByKey(const pipeline::PTransform& transform) {
    const auto& windowing = WindowingOf(transform.inputs().begin()->second);
    const pipeline::Trigger& trigger = windowing.trigger();
    const bool ends_once = trigger.has_after_end_of_window() &&
                           !trigger.after_end_of_window().has_early_firings() &&
                           !trigger.after_end_of_window().has_late_firings();
    if (!trigger.has_default_() && !ends_once) {
      Refuse(transform, "has a trigger other than that at the end of the window");
    }
    const bool merges = windowing.merge_status() == pipeline::MergeStatus::NEEDS_MERGE;
    if (merges &&
        windowing.window_fn().urn() != model::Urn(pipeline::SessionWindowsPayload::PROPERTIES)) {
      Refuse(transform, "merges windows of " + windowing.window_fn().urn());
    }
  }

  void CheckFlatten(const pipeline::PTransform& transform) {
    for (const auto& [output_tag, output] : transform.outputs()) {
      const pipeline::PCollection& to = components_.pcollections().at(output);
      for (const auto& [tag, input] : transform.inputs()) {
        const pipeline::PCollection& from = components_.pcollections().at(input);
        const bool same_coder = CoderText(from.coder_id()) == CoderText(to.coder_id());
        if (!same_coder || WindowCoderText(input) != WindowCoderText(output)) {
          Refuse(transform, "changes how elements are written");
        }
      }
    }
  }

  const pipeline::WindowingStrategy& WindowingOf(const std::string& collection) const {
    return components_.windowing_strategies().at(
        components_.pcollections().at(collection).windowing_strategy_id());
  }
  std::string WindowCoderText(const std::string& collection) const {
    return CoderText(WindowingOf(collection).window_coder_id());
  }
  /// The same for coders that write the same bytes, whatever their ids.
  std::string CoderText(const std::string& id) const {
    const pipeline::Coder& coder = components_.coders().at(id);
    std::string text = coder.spec().SerializeAsString() + "<";
    for (const std::string& part : coder.component_coder_ids()) text += CoderText(part) + ",";
    return text + ">";
  }

  void Refuse(const pipeline::PTransform& transform, const std::string& why) {
    reasons_.push_back("\"" + transform.unique_name() + "\" " + why);
  }

  const pipeline::Pipeline& pipeline_;
  const pipeline::Components& components_;
  std::vector<std::string> reasons_;
};

}  // namespace

void CheckSupported(const pipeline::Pipeline& pipeline) {
  const std::vector<std::string> reasons = Inspection(pipeline).Run();
  if (reasons.empty()) return;
  std::string text = "the fake runner cannot run this pipeline:";
  for (const std::string& reason : reasons) text += "\n- " + reason;
  throw Error(ErrorCode::kUnimplemented, text);
}

}  // namespace beam::fake_runner
