#include "beam/direct/stage_instance.h"

#include <utility>

namespace beam::direct {

StageInstance::StageInstance(const Plan& plan, std::size_t stage, bool encode_every_edge,
                             std::size_t num_partitions, StageOutputs& outputs)
    : plan_(plan),
      encode_every_edge_(encode_every_edge),
      num_partitions_(num_partitions),
      outputs_(outputs),
      root_(plan.stages[stage].root),
      input_(&InputOfStage()) {
  chain_.Setup();
}

void StageInstance::RunBundle(BundleInput& input, exec::BundleContext bundle,
                              const std::function<bool()>& stop) {
  chain_.StartBundle(bundle);
  while (!stop() && input.Next()) input.Feed(*input_);
  chain_.FinishBundle();
}

exec::ReceiverBase& StageInstance::ReceiverOf(CollectionId collection) {
  auto found = receiver_of_.find(collection);
  if (found != receiver_of_.end()) return *found->second;
  const Collection& info = plan_.graph->collections()[collection];
  std::vector<exec::ReceiverBase*> consumers;
  for (std::size_t node : plan_.consumers[collection]) consumers.push_back(&InputOf(node));
  exec::ReceiverBase* receiver = &chain_.Join(*info.type, consumers);
  if (encode_every_edge_) {
    const std::string& producer = plan_.graph->nodes()[info.producer].label;
    receiver = &chain_.Own(info.type->MakeRoundTrip(producer, *receiver));
  }
  receiver_of_[collection] = receiver;
  return *receiver;
}

exec::ReceiverBase& StageInstance::InputOfStage() {
  const Node& root = plan_.graph->nodes()[root_];
  return root.primitive == Primitive::kParDo ? InputOf(root_) : ReceiverOf(root.outputs[0]);
}

exec::ReceiverBase& StageInstance::MakeStageWriter(const Node& node, std::size_t index) {
  if (node.grouping != nullptr) {
    return chain_.Own(node.grouping->MakeWriter(num_partitions_, outputs_.PartitionsOf(index)));
  }
  if (node.restrictions != nullptr) {
    return chain_.Own(node.restrictions->MakeRestrictionOperator(
        {index, node.label}, encode_every_edge_, outputs_.QueueOf(index)));
  }
  const exec::ElementType& type = *plan_.graph->collections()[node.inputs[0]].type;
  return chain_.Own(type.MakeReshuffleWriter(outputs_.QueueOf(index)));
}

exec::ReceiverBase& StageInstance::InputOf(std::size_t index) {
  auto found = input_of_.find(index);
  if (found != input_of_.end()) return *found->second;
  const Node& node = plan_.graph->nodes()[index];
  exec::ReceiverBase* input = nullptr;
  switch (node.primitive) {
    case Primitive::kImpulse:
      break;
    case Primitive::kFlatten:
      input = &ReceiverOf(node.outputs[0]);
      break;
    case Primitive::kReshuffle:
    case Primitive::kGroupByKey:
      input = &MakeStageWriter(node, index);
      break;
    case Primitive::kParDo:
      if (index != root_ && plan_.stage_of_root[index] != Plan::kNoStage) {
        input = &MakeStageWriter(node, index);
      } else {
        std::vector<exec::ReceiverBase*> outputs;
        for (CollectionId output : node.outputs) outputs.push_back(&ReceiverOf(output));
        std::unique_ptr<exec::Operator> op = node.operators->Make({index, node.label}, outputs);
        if (index == root_) splittable_ = dynamic_cast<exec::Splittable*>(op.get());
        input = &chain_.Own(std::move(op));
      }
      break;
  }
  if (input == nullptr) {
    throw Error(ErrorCode::kInternal, "an Impulse cannot have an input: " + node.label);
  }
  input_of_[index] = input;
  return *input;
}

}  // namespace beam::direct
