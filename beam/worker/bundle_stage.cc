#include <utility>

#include "beam/base/error.h"
#include "beam/exec/tee.h"
#include "beam/model/coder_urns_internal.h"
#include "beam/pipeline/dofn_payload.h"
#include "beam/worker/bundle_stage_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;
namespace pipeline = model::pipeline;
using pipeline::StandardPTransforms;

constexpr char kSourceUrn[] = "beam:runner:source:v1";
constexpr char kSinkUrn[] = "beam:runner:sink:v1";

bool IsParDo(const pipeline::PTransform& transform) {
  return transform.spec().urn() == model::Urn(StandardPTransforms::PAR_DO);
}
bool IsFlatten(const pipeline::PTransform& transform) {
  return transform.spec().urn() == model::Urn(StandardPTransforms::FLATTEN);
}

pipeline::ParDoPayload ParDoOf(const pipeline::PTransform& transform) {
  pipeline::ParDoPayload par_do;
  if (par_do.ParseFromString(transform.spec().payload())) return par_do;
  throw Error(ErrorCode::kInternal, "a ParDo's payload cannot be read: " + transform.unique_name());
}

DoFnPayload DoFnOf(const pipeline::FunctionSpec& spec, const std::string& name) {
  if (spec.urn() != kDoFnUrn) {
    throw Error(
        ErrorCode::kUnimplemented,
        "a worker of this SDK runs no function of another one: " + name + " is " + spec.urn());
  }
  return Decode<DoFnPayload>(spec.payload());
}

/// The collection that is a ParDo's main input.
const std::string& MainInputOf(const pipeline::PTransform& transform) {
  const auto found = transform.inputs().find("i0");
  if (found != transform.inputs().end()) return found->second;
  throw Error(ErrorCode::kInternal, "a ParDo has no input \"i0\": " + transform.unique_name());
}

}  // namespace

BundleStage::BundleStage(const fn::ProcessBundleDescriptor& descriptor, GraphSource& graphs,
                         DataStreams& streams, const StateScope& scope)
    : descriptor_(descriptor),
      streams_(streams),
      lists_(std::make_shared<EngineLists>(scope)),
      side_inputs_(scope) {
  FindSteps(graphs);
  FindTypes();
  for (const auto& [id, transform] : descriptor_.transforms()) {
    if (transform.spec().urn() == kSourceUrn) MakeSource(id, transform);
  }
}

void BundleStage::FindSteps(GraphSource& graphs) {
  for (const auto& [id, transform] : descriptor_.transforms()) {
    const std::string& urn = transform.spec().urn();
    if (IsParDo(transform)) {
      const GraphStep step =
          graphs.Find(DoFnOf(ParDoOf(transform).do_fn(), transform.unique_name()));
      pipeline_ = step.pipeline;
      step_of_[id] = step.node;
      consumers_[MainInputOf(transform)].push_back(id);
    } else if (IsFlatten(transform) || urn == kSinkUrn) {
      for (const auto& [tag, collection] : transform.inputs()) consumers_[collection].push_back(id);
    } else if (urn != kSourceUrn) {
      throw Error(ErrorCode::kUnimplemented, "a worker of this SDK does not run " +
                                                 transform.unique_name() + ", which is " + urn);
    }
  }
  if (pipeline_ == nullptr) {
    throw Error(ErrorCode::kUnimplemented,
                "a bundle has no function of this SDK: " + descriptor_.id());
  }
  id_of_step_.resize(graph().nodes().size());
  for (const auto& [id, step] : step_of_) id_of_step_[step] = id;
}

void BundleStage::SetType(const std::string& collection,
                          std::shared_ptr<const exec::ElementType> type) {
  type_of_.try_emplace(collection, std::move(type));
}

/// From what ParDos take and give, through Flattens in both directions.
void BundleStage::FindTypes() {
  for (const auto& [id, step] : step_of_) {
    const Transform& transform = descriptor_.transforms().at(id);
    const Node& node = graph().nodes()[step];
    SetType(MainInputOf(transform), graph().collections()[node.inputs[0]].type);
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      const auto output = transform.outputs().find("o" + std::to_string(i));
      if (output == transform.outputs().end()) continue;
      SetType(output->second, graph().collections()[node.outputs[i]].type);
    }
  }
  for (bool found = true; found;) {
    found = false;
    for (const auto& [id, transform] : descriptor_.transforms()) {
      if (!IsFlatten(transform)) continue;
      std::vector<std::string> collections = {transform.outputs().begin()->second};
      for (const auto& [tag, collection] : transform.inputs()) collections.push_back(collection);
      std::shared_ptr<const exec::ElementType> type;
      for (const std::string& collection : collections) {
        const auto known = type_of_.find(collection);
        if (known != type_of_.end()) type = known->second;
      }
      if (type == nullptr) continue;
      for (const std::string& collection : collections) {
        found = type_of_.try_emplace(collection, type).second || found;
      }
    }
  }
}

const exec::ElementType& BundleStage::TypeOf(const std::string& collection) const {
  const auto found = type_of_.find(collection);
  if (found != type_of_.end()) return *found->second;
  throw Error(ErrorCode::kInternal,
              "a bundle has a PCollection of unknown elements: " + collection);
}

exec::ReceiverBase& BundleStage::ReceiverOf(const std::string& collection) {
  const auto found = receiver_of_.find(collection);
  if (found != receiver_of_.end()) return *found->second;
  const exec::ElementType& type = TypeOf(collection);
  std::vector<exec::ReceiverBase*> consumers;
  for (const std::string& id : consumers_[collection]) consumers.push_back(&InputOf(id));
  Counted& counted = *counts_.emplace_back(std::make_unique<Counted>());
  counted.collection_id = collection;
  exec::ReceiverBase& receiver =
      chain_.Own(type.MakeCounter(counted.count, chain_.Join(type, consumers)));
  receiver_of_[collection] = &receiver;
  return receiver;
}

exec::ReceiverBase& BundleStage::InputOf(const std::string& transform_id) {
  const Transform& transform = descriptor_.transforms().at(transform_id);
  if (IsParDo(transform)) return MakeParDo(transform_id, transform);
  if (IsFlatten(transform)) return ReceiverOf(transform.outputs().begin()->second);
  return MakeSink(transform_id, transform);
}

exec::ReceiverBase& BundleStage::MakeParDo(const std::string& id, const Transform& transform) {
  const std::size_t step = step_of_.at(id);
  const Node& node = graph().nodes()[step];
  std::vector<exec::ReceiverBase*> outputs;
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    const auto output = transform.outputs().find("o" + std::to_string(i));
    const exec::ElementType& type = *graph().collections()[node.outputs[i]].type;
    outputs.push_back(output == transform.outputs().end() ? &chain_.Join(type, {})
                                                          : &ReceiverOf(output->second));
  }
  AddSideInputs(id, transform, node, step);
  return chain_.Own(node.operators->Make({step, node.label}, outputs));
}

void BundleStage::AddSideInputs(const std::string& id, const Transform& transform, const Node& node,
                                std::size_t step) {
  for (std::size_t i = 0; i < node.side_inputs.size(); ++i) {
    const std::string tag = SideInputTag(i);
    const auto input = transform.inputs().find(tag);
    if (input == transform.inputs().end()) {
      throw Error(ErrorCode::kInternal,
                  "the engine sent no side input \"" + tag + "\" of " + transform.unique_name());
    }
    const auto& collection = descriptor_.pcollections().at(input->second);
    const auto& windowing =
        descriptor_.windowing_strategies().at(collection.windowing_strategy_id());
    side_inputs_.Add(step, i, id, tag, WindowCoderOf(descriptor_, windowing.window_coder_id()));
  }
}

exec::ReceiverBase& BundleStage::MakeSink(const std::string& id, const Transform& transform) {
  const std::string& collection = transform.inputs().begin()->second;
  const Port port = PortOf(descriptor_, transform);
  const exec::ElementType& type = TypeOf(collection);
  model::CheckCoder(descriptor_.coders(), port.value_coder_id, type.coder(), collection);
  DataOutput& output =
      *outputs_.emplace_back(std::make_unique<DataOutput>(streams_.To(port.endpoint), id));
  return chain_.Own(type.MakeWriter(port.window_coder, output));
}

void BundleStage::MakeSource(const std::string& id, const Transform& transform) {
  const std::string& collection = transform.outputs().begin()->second;
  const Port port = PortOf(descriptor_, transform);
  const exec::ElementType& type = TypeOf(collection);
  model::CheckCoder(descriptor_.coders(), port.value_coder_id, type.coder(), collection);
  streams_.To(port.endpoint);  // Elements may come from now on.
  sources_.push_back({id, type.MakeReader(port.window_coder, lists_, ReceiverOf(collection))});
}

}  // namespace beam::worker
