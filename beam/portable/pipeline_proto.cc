#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "beam/base/error.h"
#include "beam/model/pass_urn.h"
#include "beam/model/urns_internal.h"
#include "beam/pipeline/dofn_payload.h"
#include "beam/pipeline/graph_fingerprint.h"
#include "beam/pipeline/graph_format/graph_tree.h"
#include "beam/portable/coder_protos_internal.h"
#include "beam/portable/pipeline_proto_internal.h"
#include "beam/portable/windowing_protos_internal.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;
using pipeline::StandardCoders;
using pipeline::StandardPTransforms;
using pipeline::StandardRequirements;

std::string TransformId(std::size_t node) {
  return "t" + std::to_string(node);
}
std::string CollectionIdOf(CollectionId collection) {
  return "p" + std::to_string(collection);
}

/// What this SDK's workers can do beyond what every worker must.
std::vector<std::string> Capabilities() {
  std::vector<std::string> urns;
  using Protocols = pipeline::StandardProtocols;
  for (const auto protocol :
       {Protocols::PROGRESS_REPORTING, Protocols::WORKER_STATUS,
        Protocols::MULTI_CORE_BUNDLE_PROCESSING, Protocols::HARNESS_MONITORING_INFOS,
        Protocols::CONTROL_REQUEST_ELEMENTS_EMBEDDING}) {
    urns.push_back(model::Urn(protocol));
  }
  for (const auto coder : {StandardCoders::BYTES, StandardCoders::BOOL, StandardCoders::VARINT,
                           StandardCoders::DOUBLE, StandardCoders::KV, StandardCoders::ITERABLE,
                           StandardCoders::LENGTH_PREFIX, StandardCoders::GLOBAL_WINDOW,
                           StandardCoders::INTERVAL_WINDOW, StandardCoders::WINDOWED_VALUE,
                           StandardCoders::STATE_BACKED_ITERABLE, StandardCoders::TIMER}) {
    urns.push_back(model::Urn(coder));
  }
  urns.emplace_back("beam:version:sdk_base:cpp");
  return urns;
}

/// Fills one pipeline message.
class Translation {
 public:
  Translation(const Graph& graph, const ProtoOptions& options)
      : graph_(graph),
        options_(options),
        fingerprint_(FingerprintOf(graph)),
        components_(*proto_.mutable_components()),
        coders_(components_) {}

  pipeline::Pipeline Run() {
    for (std::size_t i = 0; i < graph_.nodes().size(); ++i) {
      const Node& node = graph_.nodes()[i];
      if (node.embedded_only) continue;
      try {
        AddNode(node, i);
      } catch (const Error& error) {
        if (error.code() != ErrorCode::kUnimplemented) throw;
        refusals_.push_back("\"" + node.label + "\": " + error.message());
      }
    }
    ThrowRefusals();
    const GraphTree tree = MakeGraphTree(graph_);
    for (const GraphTree& part : tree.parts) {
      for (const std::string& id : AddTree(part, "")) proto_.add_root_transform_ids(id);
    }
    for (const std::string& requirement : requirements_) proto_.add_requirements(requirement);
    return std::move(proto_);
  }

 private:
  void AddNode(const Node& node, std::size_t index) {
    for (const CollectionId output : node.outputs) AddCollection(output, node);
    std::vector<std::string> inputs;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      inputs.push_back(node.primitive == Primitive::kFlatten ? InputOfFlatten(node, index, i)
                                                             : CollectionIdOf(node.inputs[i]));
    }
    pipeline::PTransform& transform = (*components_.mutable_transforms())[TransformId(index)];
    transform.set_unique_name(VisibleText(node.label));
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      (*transform.mutable_inputs())["i" + std::to_string(i)] = inputs[i];
    }
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      (*transform.mutable_outputs())["o" + std::to_string(i)] = CollectionIdOf(node.outputs[i]);
    }
    SetSpec(node, transform);
    AddWhere(node, transform);
  }

  /// The input of that number. Beam's fuser, which Flink and Spark use, puts a Flatten into each
  /// stage that makes an input of it. Where an input is no stage's alone, since a step of the
  /// engine's own makes it or another step wants it, too, the Flatten is run by itself as well, and
  /// misses what stayed in the stages. Such an input passes a ParDo of no function first.
  std::string InputOfFlatten(const Node& node, std::size_t index, std::size_t i) {
    std::string input = CollectionIdOf(node.inputs[i]);
    if (IsOfOneStage(node.inputs[i])) return input;
    const std::string suffix = "pass" + std::to_string(i);
    const std::string id = TransformId(index) + suffix;
    const std::string passed = CollectionIdOf(node.outputs[0]) + suffix;
    pipeline::PTransform& pass = (*components_.mutable_transforms())[id];
    pass.set_unique_name(VisibleText(node.label) + "/Pass" + std::to_string(i));
    (*pass.mutable_inputs())["i0"] = input;
    (*pass.mutable_outputs())["o0"] = passed;
    pipeline::ParDoPayload par_do;
    *par_do.mutable_do_fn() = DoFnOf(node);
    par_do.mutable_do_fn()->set_urn(model::kPassUrn);
    pass.mutable_spec()->set_urn(model::Urn(StandardPTransforms::PAR_DO));
    pass.mutable_spec()->set_payload(par_do.SerializeAsString());
    pass.set_environment_id(EnvironmentId({}));
    pipeline::PCollection collection = components_.pcollections().at(input);
    collection.set_unique_name(pass.unique_name() + ".out0");
    (*components_.mutable_pcollections())[passed] = std::move(collection);
    passes_of_[index].push_back(id);
    return passed;
  }

  bool IsOfOneStage(CollectionId collection) const {
    std::size_t readers = 0;
    for (const Node& node : graph_.nodes()) {
      if (node.embedded_only) continue;
      const auto made = std::ranges::count(node.outputs, collection);
      if (made > 0 && node.primitive != Primitive::kParDo &&
          node.primitive != Primitive::kFlatten) {
        return false;
      }
      readers += static_cast<std::size_t>(
          std::ranges::count(node.inputs, collection) +
          std::ranges::count(node.side_inputs, collection, &SideInputUse::collection));
    }
    return readers == 1;
  }

  void SetSpec(const Node& node, pipeline::PTransform& transform) {
    pipeline::FunctionSpec& spec = *transform.mutable_spec();
    switch (node.primitive) {
      case Primitive::kImpulse:
        spec.set_urn(model::Urn(StandardPTransforms::IMPULSE));
        return;
      case Primitive::kFlatten:
        spec.set_urn(model::Urn(StandardPTransforms::FLATTEN));
        return;
      case Primitive::kGroupByKey:
        spec.set_urn(model::Urn(StandardPTransforms::GROUP_BY_KEY));
        return;
      case Primitive::kReshuffle:
        spec.set_urn(model::Urn(StandardPTransforms::RESHUFFLE));
        return;
      case Primitive::kParDo:
        spec.set_urn(model::Urn(StandardPTransforms::PAR_DO));
        spec.set_payload(ParDoOf(node, transform).SerializeAsString());
        transform.set_environment_id(EnvironmentId(node.resource_hints));
        return;
    }
  }

  pipeline::FunctionSpec DoFnOf(const Node& node) const {
    pipeline::FunctionSpec spec;
    spec.set_urn(kDoFnUrn);
    spec.set_payload(Encode(DoFnPayload{fingerprint_, node.label, options_.arguments}));
    return spec;
  }

  pipeline::ParDoPayload ParDoOf(const Node& node, pipeline::PTransform& transform) {
    pipeline::ParDoPayload par_do;
    *par_do.mutable_do_fn() = DoFnOf(node);
    for (std::size_t i = 0; i < node.side_inputs.size(); ++i) {
      const SideInputUse& use = node.side_inputs[i];
      const std::string tag = SideInputTag(i);
      (*transform.mutable_inputs())[tag] = CollectionIdOf(use.collection);
      pipeline::SideInput& side_input = (*par_do.mutable_side_inputs())[tag];
      side_input.mutable_access_pattern()->set_urn(
          model::Urn(use.by_key ? pipeline::StandardSideInputTypes::MULTIMAP
                                : pipeline::StandardSideInputTypes::ITERABLE));
      *side_input.mutable_view_fn() = DoFnOf(node);
      *side_input.mutable_window_mapping_fn() = DoFnOf(node);
    }
    if (node.stateful != nullptr) AddState(node, par_do);
    if (node.requests_finalization) {
      par_do.set_requests_finalization(true);
      requirements_.insert(model::Urn(StandardRequirements::REQUIRES_BUNDLE_FINALIZATION));
    }
    if (node.splittable != nullptr) {
      par_do.set_restriction_coder_id(coders_.IdOf(node.splittable->restriction_coder()));
      requirements_.insert(model::Urn(StandardRequirements::REQUIRES_SPLITTABLE_DOFN));
    }
    return par_do;
  }

  void AddState(const Node& node, pipeline::ParDoPayload& par_do) {
    for (const auto& state : node.stateful->states) {
      (*par_do.mutable_state_specs())[state.name] = StateSpecOf(state);
    }
    const Windowing& windowing = *graph_.collections()[node.inputs[0]].windowing;
    const std::string timer_coder =
        coders_.Add("timer", model::Urn(StandardCoders::TIMER),
                    {coders_.IdOf(node.stateful->key_coder), WindowCoderId(windowing)});
    for (const auto& timer : node.stateful->timers) {
      pipeline::TimerFamilySpec& spec = (*par_do.mutable_timer_family_specs())[timer.name];
      spec.set_time_domain(timer.is_of_event_time ? pipeline::TimeDomain::EVENT_TIME
                                                  : pipeline::TimeDomain::PROCESSING_TIME);
      spec.set_timer_family_coder_id(timer_coder);
    }
    requirements_.insert(model::Urn(StandardRequirements::REQUIRES_STATEFUL_PROCESSING));
  }

  pipeline::StateSpec StateSpecOf(const exec::StatefulFields::State& state) {
    using pipeline::StandardUserStateTypes;
    pipeline::StateSpec spec;
    const std::string coder = coders_.IdOf(state.entry_coder);
    if (state.kind == StateKind::kMap && options_.has_all_state_kinds) {
      spec.mutable_multimap_spec()->set_key_coder_id(coder);
      spec.mutable_multimap_spec()->set_value_coder_id(coder);
      spec.mutable_protocol()->set_urn(model::Urn(StandardUserStateTypes::MULTIMAP));
    } else if (state.kind == StateKind::kOrderedList && options_.has_all_state_kinds) {
      spec.mutable_ordered_list_spec()->set_element_coder_id(coder);
      spec.mutable_protocol()->set_urn(model::Urn(StandardUserStateTypes::ORDERED_LIST));
    } else {
      spec.mutable_bag_spec()->set_element_coder_id(coder);
      spec.mutable_protocol()->set_urn(model::Urn(StandardUserStateTypes::BAG));
    }
    return spec;
  }

  std::string WindowCoderId(const Windowing& windowing) {
    return windowing.is_global()
               ? coders_.Add("global_window", model::Urn(StandardCoders::GLOBAL_WINDOW))
               : coders_.Add("interval_window", model::Urn(StandardCoders::INTERVAL_WINDOW));
  }

  void AddCollection(CollectionId id, const Node& producer) {
    const Collection& collection = graph_.collections()[id];
    if (collection.timeline != nullptr) {
      throw Error(ErrorCode::kUnimplemented, "a replayed stream runs on the embedded runner only");
    }
    const auto place = std::find(producer.outputs.begin(), producer.outputs.end(), id);
    pipeline::PCollection& proto = (*components_.mutable_pcollections())[CollectionIdOf(id)];
    proto.set_unique_name(VisibleText(producer.label) + ".out" +
                          std::to_string(place - producer.outputs.begin()));
    proto.set_coder_id(coders_.IdOf(collection.type->coder()));
    proto.set_is_bounded(pipeline::IsBounded::BOUNDED);
    proto.set_windowing_strategy_id(WindowingId(*collection.windowing));
  }

  std::string WindowingId(const Windowing& windowing) {
    pipeline::WindowingStrategy proto = ToProto(windowing);
    proto.set_window_coder_id(WindowCoderId(windowing));
    proto.set_environment_id(EnvironmentId({}));
    const auto [position, is_new] = windowing_ids_.try_emplace(
        proto.SerializeAsString(), "w" + std::to_string(windowing_ids_.size()));
    if (is_new) {
      (*components_.mutable_windowing_strategies())[position->second] = std::move(proto);
    }
    return position->second;
  }

  /// Another environment for each set of hints.
  std::string EnvironmentId(const ResourceHints& hints) {
    pipeline::Environment environment = options_.environment;
    for (const std::string& urn : Capabilities()) environment.add_capabilities(urn);
    auto& proto = *environment.mutable_resource_hints();
    using Hints = pipeline::StandardResourceHints;
    if (hints.accelerator.has_value()) {
      proto[model::Urn(Hints::ACCELERATOR)] = *hints.accelerator;
    }
    if (hints.min_ram_bytes.has_value()) {
      proto[model::Urn(Hints::MIN_RAM_BYTES)] = std::to_string(*hints.min_ram_bytes);
    }
    if (hints.cpu_count.has_value()) {
      proto[model::Urn(Hints::CPU_COUNT)] = std::to_string(*hints.cpu_count);
    }
    const auto [position, is_new] = environment_ids_.try_emplace(
        hints.Describe(), "e" + std::to_string(environment_ids_.size()));
    if (is_new) (*components_.mutable_environments())[position->second] = std::move(environment);
    return position->second;
  }

  /// Where in the source the transform was applied.
  static void AddWhere(const Node& node, pipeline::PTransform& transform) {
    pipeline::LabelledPayload where;
    where.set_label("Source");
    where.set_key("where");
    where.set_string_value(std::string(node.where.file_name()) + ":" +
                           std::to_string(node.where.line()));
    pipeline::DisplayData& data = *transform.add_display_data();
    data.set_urn(model::Urn(pipeline::StandardDisplayData::LABELLED));
    data.set_payload(where.SerializeAsString());
  }

  /// Adds the composites of `tree` and returns their ids; none for what engines do themselves.
  std::vector<std::string> AddTree(const GraphTree& tree, const std::string& outer_name) {
    if (tree.node.has_value()) {
      if (graph_.nodes()[*tree.node].embedded_only) return {};
      std::vector<std::string> ids = passes_of_[*tree.node];
      ids.push_back(TransformId(*tree.node));
      return ids;
    }
    pipeline::PTransform composite;
    const std::string name = outer_name + VisibleText(tree.name);
    for (const GraphTree& part : tree.parts) {
      for (const std::string& id : AddTree(part, name + "/")) composite.add_subtransforms(id);
    }
    if (composite.subtransforms().empty()) return {};
    composite.set_unique_name(name);
    SetBoundary(composite);
    std::string id = "composite" + std::to_string(num_composites_++);
    (*components_.mutable_transforms())[id] = std::move(composite);
    return {std::move(id)};
  }

  /// The composite's inputs come from outside; its outputs go outside, or nowhere.
  void SetBoundary(pipeline::PTransform& composite) {
    std::set<std::string> consumed;
    std::set<std::string> produced;
    for (const std::string& id : composite.subtransforms()) {
      const pipeline::PTransform& part = components_.transforms().at(id);
      for (const auto& [tag, collection] : part.inputs()) consumed.insert(collection);
      for (const auto& [tag, collection] : part.outputs()) produced.insert(collection);
    }
    for (const std::string& collection : consumed) {
      if (produced.contains(collection)) continue;
      (*composite.mutable_inputs())["i" + std::to_string(composite.inputs_size())] = collection;
    }
    for (const std::string& collection : produced) {
      if (!IsConsumedOutside(collection, composite) && consumed.contains(collection)) continue;
      (*composite.mutable_outputs())["o" + std::to_string(composite.outputs_size())] = collection;
    }
  }

  bool IsConsumedOutside(const std::string& collection, const pipeline::PTransform& composite) {
    const std::string prefix = composite.unique_name() + "/";
    return std::any_of(graph_.nodes().begin(), graph_.nodes().end(), [&](const Node& node) {
      if (node.embedded_only || VisibleText(node.label).starts_with(prefix)) return false;
      const auto is_it = [&](CollectionId id) { return CollectionIdOf(id) == collection; };
      return std::any_of(node.inputs.begin(), node.inputs.end(), is_it) ||
             std::any_of(node.side_inputs.begin(), node.side_inputs.end(),
                         [&](const SideInputUse& use) { return is_it(use.collection); });
    });
  }

  void ThrowRefusals() const {
    if (refusals_.empty()) return;
    std::string reasons;
    for (const std::string& refusal : refusals_) reasons += "\n- " + refusal;
    throw Error(ErrorCode::kUnimplemented, "this pipeline cannot run on an engine:" + reasons);
  }

  const Graph& graph_;
  const ProtoOptions& options_;
  const std::string fingerprint_;
  pipeline::Pipeline proto_;
  pipeline::Components& components_;
  CoderProtos coders_;
  std::map<std::string, std::string> windowing_ids_;           ///< By the serialised strategy.
  std::map<std::size_t, std::vector<std::string>> passes_of_;  ///< Transforms before a Flatten.
  std::map<std::string, std::string> environment_ids_;         ///< By the description of its hints.
  std::set<std::string> requirements_;
  std::vector<std::string> refusals_;
  std::size_t num_composites_ = 0;
};

}  // namespace

pipeline::Pipeline ToProto(const Graph& graph, const ProtoOptions& options) {
  graph.CheckRunnable();
  return Translation(graph, options).Run();
}

}  // namespace beam::portable
