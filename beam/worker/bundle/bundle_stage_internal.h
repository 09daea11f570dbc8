#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "beam/exec/operator_chain.h"
#include "beam/exec/splittable/engine_splittable.h"
#include "beam/exec/wire/element_count.h"
#include "beam/exec/wire/element_reader.h"
#include "beam/worker/bundle/descriptor_internal.h"
#include "beam/worker/bundle/graph_source.h"
#include "beam/worker/data/data_streams_internal.h"
#include "beam/worker/state/engine_state_internal.h"
#include "beam/worker/state/side_inputs_internal.h"

namespace beam::worker {

/// The operators that a bundle descriptor asks for, made from the pipeline's own graph and wired to
/// the engine's streams. Used by one bundle at a time.
class BundleStage {
 public:
  /// An input: the elements that come for that transform.
  struct Source {
    std::string transform_id;
    std::unique_ptr<exec::ElementReader> reader;
  };
  /// A family of timers that the engine calls.
  struct TimerSource {
    std::string transform_id;
    std::string family;
    WindowCoder window_coder;
    exec::TakesEngineTimers* op;
  };
  /// A step whose element the engine may divide, and how elements of its input are written.
  struct SplittableStep {
    std::string transform_id;
    std::string input_tag;
    std::vector<std::string> output_tags;
    WindowCoder window_coder;
    exec::EngineSplittable* op;
  };
  /// A PCollection that elements passed, and how many.
  struct Counted {
    std::string collection_id;
    exec::ElementCount count;
  };

  /// Throws unimplemented for a transform that no worker of this SDK runs, and what
  /// GraphSource::Find does. `scope`, `streams` and the descriptor outlive the stage.
  BundleStage(const model::fn::ProcessBundleDescriptor& descriptor, GraphSource& graphs,
              DataStreams& streams, const StateScope& scope);
  BundleStage(const BundleStage&) = delete;
  BundleStage& operator=(const BundleStage&) = delete;

  exec::OperatorChain& chain() { return chain_; }
  std::vector<Source>& sources() { return sources_; }
  std::vector<std::unique_ptr<DataOutput>>& outputs() { return outputs_; }
  const std::vector<std::unique_ptr<Counted>>& counts() const { return counts_; }
  EngineSideInputs& side_inputs() { return side_inputs_; }
  BundleState& state() { return state_; }
  std::vector<TimerSource>& timers() { return timers_; }
  /// The splittable step, if the stage has one: engines make it the first.
  const std::optional<SplittableStep>& splittable() const { return splittable_; }
  /// The ids of the graph's transforms in the descriptor, by their number.
  const std::vector<std::string>& id_of_step() const { return id_of_step_; }
  /// The label of one of the graph's transforms.
  const std::string& LabelOf(std::size_t step) const { return graph().nodes()[step].label; }

 private:
  using Transform = model::pipeline::PTransform;

  void OpenStreams();
  void FindSteps(GraphSource& graphs);
  void FindTypes();
  void SetType(const std::string& collection, const std::shared_ptr<const exec::ElementType>& type);
  const exec::ElementType& TypeOf(const std::string& collection) const;

  bool IsReshuffled(CollectionId collection) const;
  exec::ReceiverBase& ReceiverOf(const std::string& collection);
  exec::ReceiverBase& InputOf(const std::string& transform_id);
  exec::ReceiverBase& MakeStep(const std::string& id, const Transform& transform);
  std::unique_ptr<exec::Operator> MakeOperator(const std::string& id, const Transform& transform,
                                               const exec::Step& step, const Node& node);
  /// Where each output of the step goes.
  std::vector<exec::ReceiverBase*> OutputsOf(const Transform& transform, const Node& node);
  void AddState(const std::string& id, const Transform& transform, std::size_t step,
                exec::Operator& op);
  void AddSplittable(const std::string& id, const Transform& transform, exec::Operator& op);
  WindowCoder WindowCoderOfCollection(const std::string& collection) const;
  exec::ReceiverBase& MakeSink(const std::string& id, const Transform& transform);
  void MakeSource(const std::string& id, const Transform& transform);
  void AddSideInputs(const std::string& id, const Transform& transform, const Node& node,
                     std::size_t step);

  const Graph& graph() const { return pipeline_->graph(); }

  const model::fn::ProcessBundleDescriptor& descriptor_;
  DataStreams& streams_;
  std::shared_ptr<const StatePages> lists_;
  EngineSideInputs side_inputs_;
  BundleState state_;

  std::shared_ptr<const Pipeline> pipeline_;
  std::map<std::string, std::size_t> step_of_;                 ///< By transform id.
  std::map<std::string, std::vector<std::string>> consumers_;  ///< By collection id.
  std::map<std::string, std::shared_ptr<const exec::ElementType>> type_of_;
  std::set<std::string> reshuffled_;  ///< The collections that go to a Reshuffle.
  std::map<std::string, exec::ReceiverBase*> receiver_of_;
  std::vector<std::string> id_of_step_;

  exec::OperatorChain chain_;
  std::vector<Source> sources_;
  std::vector<std::unique_ptr<DataOutput>> outputs_;
  std::vector<std::unique_ptr<Counted>> counts_;
  std::vector<TimerSource> timers_;
  std::optional<SplittableStep> splittable_;
};

}  // namespace beam::worker
