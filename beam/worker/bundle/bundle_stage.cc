#include <algorithm>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/tee.h"
#include "beam/model/coder_urns_internal.h"
#include "beam/model/pass_urn.h"
#include "beam/pipeline/dofn_payload.h"
#include "beam/worker/bundle/bundle_stage_internal.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;
namespace pipeline = model::pipeline;
using pipeline::StandardPTransforms;

constexpr char kSourceUrn[] = "beam:runner:source:v1";
constexpr char kSinkUrn[] = "beam:runner:sink:v1";

StateKind StateKindOf(const pipeline::StateSpec& spec) {
  using pipeline::StandardUserStateTypes;
  const std::string& urn = spec.protocol().urn();
  if (urn == model::Urn(StandardUserStateTypes::BAG)) return StateKind::kBag;
  if (urn == model::Urn(StandardUserStateTypes::MULTIMAP)) return StateKind::kMap;
  if (urn == model::Urn(StandardUserStateTypes::ORDERED_LIST)) return StateKind::kOrderedList;
  throw Error(ErrorCode::kInternal, "the engine keeps state as \"" + urn + "\", which is unknown");
}

/// What part of a ParDo a transform is: engines divide splittable ones into three.
enum class Part { kWhole, kPair, kSplit, kProcess };

std::optional<Part> PartOf(const std::string& urn) {
  if (urn == model::Urn(StandardPTransforms::PAR_DO)) return Part::kWhole;
  if (urn == model::Urn(StandardPTransforms::PAIR_WITH_RESTRICTION)) return Part::kPair;
  if (urn == model::Urn(StandardPTransforms::SPLIT_AND_SIZE_RESTRICTIONS)) return Part::kSplit;
  if (urn == model::Urn(StandardPTransforms::PROCESS_SIZED_ELEMENTS_AND_RESTRICTIONS)) {
    return Part::kProcess;
  }
  return std::nullopt;
}

bool IsFlatten(const pipeline::PTransform& transform) {
  return transform.spec().urn() == model::Urn(StandardPTransforms::FLATTEN);
}

pipeline::ParDoPayload ParDoOf(const pipeline::PTransform& transform) {
  pipeline::ParDoPayload par_do;
  if (par_do.ParseFromString(transform.spec().payload())) return par_do;
  throw Error(ErrorCode::kInternal, "a ParDo's payload cannot be read: " + transform.unique_name());
}

/// Whether it is a ParDo of no function.
bool IsPass(const pipeline::PTransform& transform) {
  return transform.spec().urn() == model::Urn(StandardPTransforms::PAR_DO) &&
         ParDoOf(transform).do_fn().urn() == model::kPassUrn;
}

/// Whether elements go through it as they are.
bool HandsOn(const pipeline::PTransform& transform) {
  return IsFlatten(transform) || IsPass(transform);
}

DoFnPayload DoFnOf(const pipeline::FunctionSpec& spec, const std::string& name) {
  if (spec.urn() != kDoFnUrn) {
    throw Error(
        ErrorCode::kUnimplemented,
        "a worker of this SDK runs no function of another one: " + name + " is " + spec.urn());
  }
  return Decode<DoFnPayload>(spec.payload());
}

/// The name of a ParDo's main input: the one that is no side input.
std::string MainTagOf(const pipeline::PTransform& transform) {
  const pipeline::ParDoPayload par_do = ParDoOf(transform);
  for (const auto& [tag, collection] : transform.inputs()) {
    if (!par_do.side_inputs().contains(tag)) return tag;
  }
  throw Error(ErrorCode::kInternal, "a ParDo has no input: " + transform.unique_name());
}
std::string MainInputOf(const pipeline::PTransform& transform) {
  return transform.inputs().at(MainTagOf(transform));
}

}  // namespace

BundleStage::BundleStage(const fn::ProcessBundleDescriptor& descriptor, GraphSource& graphs,
                         DataStreams& streams, const StateScope& scope)
    : descriptor_(descriptor),
      streams_(streams),
      lists_(std::make_shared<EngineLists>(scope)),
      side_inputs_(scope),
      state_(scope) {
  OpenStreams();
  FindSteps(graphs);
  FindTypes();
  for (const auto& [id, transform] : descriptor_.transforms()) {
    if (transform.spec().urn() == kSourceUrn) MakeSource(id, transform);
  }
}

/// Before anything that can fail: Flink waits three minutes for a bundle's stream before it asks
/// what became of the bundle.
void BundleStage::OpenStreams() {
  for (const auto& [id, transform] : descriptor_.transforms()) {
    const std::string& urn = transform.spec().urn();
    if (urn == kSourceUrn || urn == kSinkUrn) streams_.To(PortOf(descriptor_, transform).endpoint);
  }
}

void BundleStage::FindSteps(GraphSource& graphs) {
  for (const auto& [id, transform] : descriptor_.transforms()) {
    const std::string& urn = transform.spec().urn();
    if (IsPass(transform)) {
      const std::string payload = ParDoOf(transform).do_fn().payload();
      const GraphStep flatten = graphs.Find(Decode<DoFnPayload>(payload));
      pipeline_ = flatten.pipeline;
      const std::string& input = transform.inputs().begin()->second;
      SetType(input, graph().collections()[graph().nodes()[flatten.node].outputs[0]].type);
      consumers_[input].push_back(id);
    } else if (PartOf(urn).has_value()) {
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
                          const std::shared_ptr<const exec::ElementType>& type) {
  type_of_.try_emplace(collection, type);
}

/// From what ParDos take and give, through Flattens in both directions.
void BundleStage::FindTypes() {
  for (const auto& [id, step] : step_of_) {
    const Transform& transform = descriptor_.transforms().at(id);
    const Node& node = graph().nodes()[step];
    const Part part = PartOf(transform.spec().urn()).value();
    if (part == Part::kSplit || part == Part::kProcess) {
      SetType(MainInputOf(transform), part == Part::kSplit ? node.splittable->restricted_type()
                                                           : node.splittable->sized_type());
    } else {
      SetType(MainInputOf(transform), graph().collections()[node.inputs[0]].type);
    }
    if (part == Part::kPair || part == Part::kSplit) {
      SetType(transform.outputs().begin()->second, part == Part::kPair
                                                       ? node.splittable->restricted_type()
                                                       : node.splittable->sized_type());
      continue;
    }
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      const auto output = transform.outputs().find("o" + std::to_string(i));
      if (output == transform.outputs().end()) continue;
      SetType(output->second, graph().collections()[node.outputs[i]].type);
      if (IsReshuffled(node.outputs[i])) reshuffled_.insert(output->second);
    }
  }
  for (bool found = true; found;) {
    found = false;
    for (const auto& [id, transform] : descriptor_.transforms()) {
      if (!HandsOn(transform)) continue;
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

bool BundleStage::IsReshuffled(CollectionId collection) const {
  return std::any_of(graph().nodes().begin(), graph().nodes().end(), [&](const Node& node) {
    return node.primitive == Primitive::kReshuffle && node.inputs[0] == collection;
  });
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
  if (HandsOn(transform)) return ReceiverOf(transform.outputs().begin()->second);
  if (transform.spec().urn() == kSinkUrn) return MakeSink(transform_id, transform);
  return MakeStep(transform_id, transform);
}

std::vector<exec::ReceiverBase*> BundleStage::OutputsOf(const Transform& transform,
                                                        const Node& node) {
  std::vector<exec::ReceiverBase*> outputs;
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    const auto output = transform.outputs().find("o" + std::to_string(i));
    const exec::ElementType& type = *graph().collections()[node.outputs[i]].type;
    outputs.push_back(output == transform.outputs().end() ? &chain_.Join(type, {})
                                                          : &ReceiverOf(output->second));
  }
  return outputs;
}

std::unique_ptr<exec::Operator> BundleStage::MakeOperator(const std::string& id,
                                                          const Transform& transform,
                                                          const exec::Step& step,
                                                          const Node& node) {
  std::unique_ptr<exec::Operator> op;
  switch (PartOf(transform.spec().urn()).value()) {
    case Part::kWhole:
      op = node.operators->MakeForEngine(step, OutputsOf(transform, node));
      AddState(id, transform, step.index, *op);
      break;
    case Part::kPair:
      op = node.splittable->MakePair(step, ReceiverOf(transform.outputs().begin()->second));
      break;
    case Part::kSplit:
      op = node.splittable->MakeSplit(step, ReceiverOf(transform.outputs().begin()->second));
      break;
    case Part::kProcess:
      op = node.splittable->MakeProcess(step, OutputsOf(transform, node));
      AddSplittable(id, transform, *op);
      break;
  }
  return op;
}

exec::ReceiverBase& BundleStage::MakeStep(const std::string& id, const Transform& transform) {
  const std::size_t step = step_of_.at(id);
  const Node& node = graph().nodes()[step];
  AddSideInputs(id, transform, node, step);
  return chain_.Own(MakeOperator(id, transform, {step, node.label}, node));
}

WindowCoder BundleStage::WindowCoderOfCollection(const std::string& collection) const {
  const std::string& windowing = descriptor_.pcollections().at(collection).windowing_strategy_id();
  return WindowCoderOf(descriptor_,
                       descriptor_.windowing_strategies().at(windowing).window_coder_id());
}

void BundleStage::AddState(const std::string& id, const Transform& transform, std::size_t step,
                           exec::Operator& op) {
  const pipeline::ParDoPayload par_do = ParDoOf(transform);
  if (par_do.state_specs().empty() && par_do.timer_family_specs().empty()) return;
  state_.AddStep(step, id, WindowCoderOfCollection(MainInputOf(transform)));
  for (const auto& [name, spec] : par_do.state_specs()) {
    state_.AddState(step, name, StateKindOf(spec));
  }
  for (const auto& [family, spec] : par_do.timer_family_specs()) {
    const auto& coder = descriptor_.coders().at(spec.timer_family_coder_id());
    DataStream& stream = streams_.To(descriptor_.timer_api_service_descriptor().url());
    DataOutput& output = *outputs_.emplace_back(std::make_unique<DataOutput>(stream, id, family));
    state_.AddTimers(step, family, output);
    timers_.push_back({id, family, WindowCoderOf(descriptor_, coder.component_coder_ids(1)),
                       &dynamic_cast<exec::TakesEngineTimers&>(op)});
  }
}

void BundleStage::AddSplittable(const std::string& id, const Transform& transform,
                                exec::Operator& op) {
  std::vector<std::string> output_tags;
  for (const auto& [tag, collection] : transform.outputs()) output_tags.push_back(tag);
  splittable_ = {.transform_id = id,
                 .input_tag = MainTagOf(transform),
                 .output_tags = std::move(output_tags),
                 .window_coder = WindowCoderOfCollection(MainInputOf(transform)),
                 .op = &dynamic_cast<exec::EngineSplittable&>(op)};
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
    side_inputs_.Add(step, i, id, tag, WindowCoderOfCollection(input->second));
  }
}

exec::ReceiverBase& BundleStage::MakeSink(const std::string& id, const Transform& transform) {
  const std::string& collection = transform.inputs().begin()->second;
  const Port port = PortOf(descriptor_, transform);
  const exec::ElementType& type = TypeOf(collection);
  model::CheckCoder(descriptor_.coders(), port.value_coder_id, type.coder(), collection);
  DataOutput& output =
      *outputs_.emplace_back(std::make_unique<DataOutput>(streams_.To(port.endpoint), id));
  // Engines may deal them out in turn, by which what comes every so often (song.mp3, song.wav, the
  // next song.mp3) would always go to the same worker.
  if (reshuffled_.contains(collection)) output.MixElements();
  return chain_.Own(type.MakeWriter(port.window_coder, output));
}

void BundleStage::MakeSource(const std::string& id, const Transform& transform) {
  const std::string& collection = transform.outputs().begin()->second;
  const Port port = PortOf(descriptor_, transform);
  const exec::ElementType& type = TypeOf(collection);
  model::CheckCoder(descriptor_.coders(), port.value_coder_id, type.coder(), collection);
  sources_.push_back({id, type.MakeReader(port.window_coder, lists_, ReceiverOf(collection))});
}

}  // namespace beam::worker
