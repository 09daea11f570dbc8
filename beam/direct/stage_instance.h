#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "beam/direct/bundle_input.h"
#include "beam/direct/plan.h"
#include "beam/exec/buffer.h"
#include "beam/exec/grouping/grouping.h"
#include "beam/exec/operator_chain.h"
#include "beam/exec/splittable/splittable.h"

namespace beam::direct {

/// Where the operators of one stage and one worker write to.
class StageOutputs {
 public:
  virtual ~StageOutputs() = default;
  /// The queue in front of the stage whose root is `node`: a Reshuffle, or a ParDo with side inputs
  /// or restrictions.
  virtual exec::BufferSink& QueueOf(std::size_t node) = 0;
  /// The partitions of the stage whose root is `node`: a GroupByKey, or a ParDo with state.
  virtual exec::GroupingSink& PartitionsOf(std::size_t node) = 0;
};

/// One worker's own operators of a stage, wired. Used by one thread at a time.
class StageInstance {
 public:
  /// Makes and sets up the operators. `plan` and `outputs` must outlive the instance.
  StageInstance(const Plan& plan, std::size_t stage, bool encode_every_edge,
                std::size_t num_partitions, StageOutputs& outputs);

  /// Feeds `input` element by element until it is empty or `stop()`, as one bundle. Throws what a
  /// step throws, as exec::StepError.
  void RunBundle(BundleInput& input, exec::BundleContext bundle, const std::function<bool()>& stop);

  /// The operator that divides elements at work; null unless the stage begins with a splittable
  /// DoFn.
  exec::Splittable* splittable() const { return splittable_; }

  void Teardown() { chain_.Teardown(); }

 private:
  exec::ReceiverBase& ReceiverOf(CollectionId collection);
  exec::ReceiverBase& InputOfStage();
  exec::ReceiverBase& InputOf(std::size_t node);
  /// The end of this stage that writes to the one whose root is `node`.
  exec::ReceiverBase& MakeStageWriter(const Node& node, std::size_t index);

  const Plan& plan_;
  const bool encode_every_edge_;
  const std::size_t num_partitions_;
  StageOutputs& outputs_;
  std::map<CollectionId, exec::ReceiverBase*> receiver_of_;
  std::map<std::size_t, exec::ReceiverBase*> input_of_;
  exec::OperatorChain chain_;
  exec::Splittable* splittable_ = nullptr;
  const std::size_t root_;
  exec::ReceiverBase* input_;
};

}  // namespace beam::direct
