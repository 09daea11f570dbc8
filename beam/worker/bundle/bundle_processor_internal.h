#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "beam/exec/bundle_finalizer.h"
#include "beam/worker/bundle/bundle_log_internal.h"
#include "beam/worker/bundle/bundle_stage_internal.h"
#include "beam/worker/data/element_claims.h"
#include "beam/worker/status/monitoring_internal.h"
#include "beam/worker/status/worker_status.h"
#include "beam/worker/worker_services_internal.h"

namespace beam::worker {

/// Runs the bundles of one descriptor, one at a time; after one that failed it is thrown away.
class BundleProcessor {
 public:
  /// Makes the operators.
  BundleProcessor(std::shared_ptr<const model::fn::ProcessBundleDescriptor> descriptor,
                  const WorkerServices& services);

  /// Sets up the operators, for that bundle and those after it. Once.
  void Setup(const std::string& instruction_id);

  /// Runs a bundle to its end. Throws what a step throws, as exec::StepError.
  model::fn::ProcessBundleResponse Process(const std::string& instruction_id,
                                           const model::fn::ProcessBundleRequest& request);

  /// What is known of that bundle; nothing unless it is the one that is reading its input. From any
  /// thread.
  model::fn::ProcessBundleProgressResponse Progress(const std::string& instruction_id);
  /// Gives a part of the rest of a bundle that is reading its input back to the engine, if it can.
  /// From any thread.
  model::fn::ProcessBundleSplitResponse Split(const model::fn::ProcessBundleSplitRequest& request);

  /// What is to be called after the bundle that has just ended.
  exec::BundleFinalization TakeFinalization() { return std::exchange(finalization_, {}); }

  /// What is known of the bundle at work, but for its name and age. From any thread.
  BundleStatus Look() const;
  /// The id of one of the graph's transforms in the descriptor.
  const std::string& TransformId(std::size_t step) const { return stage_.id_of_step()[step]; }

  /// Ends the operators' life.
  void Teardown();

 private:
  class Watched;

  void StartBundle(const std::string& instruction_id,
                   const model::fn::ProcessBundleRequest& request);
  void ReadInput(const std::string& instruction_id, const model::fn::Elements& embedded);
  void TakeBlock(const Block& block, std::set<std::string>& open);
  void FireTimers(const Block& block);
  /// Opens the bundle to progress and splits, or closes it where there is no id.
  void SetReading(const std::string& instruction_id);
  model::fn::ProcessBundleSplitResponse SplitReading(
      const std::string& transform_id,
      const model::fn::ProcessBundleSplitRequest::DesiredSplit& desired);
  /// How much is left of the element at work, of 1; 0 where that cannot be divided.
  double LeftOfElement() const;
  /// Divides the element at work; false when it cannot.
  bool DivideElement(double fraction, model::fn::ProcessBundleSplitResponse& response);
  /// Adds what was put off of the bundle's elements.
  void AddDeferred(model::fn::ProcessBundleResponse& response) const;
  /// False when the rest of the block is not the bundle's any more.
  bool ReadElements(BundleStage::Source& source, const std::string& bytes);
  /// Sends the ends of the outputs, or puts all of them into the response.
  void SendLast(model::fn::ProcessBundleResponse& response);
  /// A number that grows when an element has moved anywhere.
  std::int64_t Moved() const;

  const std::shared_ptr<const model::fn::ProcessBundleDescriptor> descriptor_;
  const WorkerServices services_;
  StateScope scope_;
  BundleStage stage_;
  ElementClaims claims_;
  std::mutex reading_mutex_;
  std::string reading_;  ///< The bundle that may be split; empty without one.
  exec::BundleMetrics metrics_;
  exec::BundleFinalization finalization_;
  BundleLog log_;
  mutable std::mutex watch_mutex_;
  const StepSampler::Watch* watch_ = nullptr;  ///< Of the bundle at work.
};

}  // namespace beam::worker
