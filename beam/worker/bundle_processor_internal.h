#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "beam/worker/bundle_stage_internal.h"
#include "beam/worker/element_claims.h"
#include "beam/worker/monitoring_internal.h"
#include "beam/worker/worker_services_internal.h"

namespace beam::worker {

/// Runs the bundles of one descriptor, one at a time; after one that failed it is thrown away.
class BundleProcessor {
 public:
  /// Makes and sets up the operators.
  BundleProcessor(std::shared_ptr<const model::fn::ProcessBundleDescriptor> descriptor,
                  const WorkerServices& services);

  /// Runs a bundle to its end. Throws what a step throws, as exec::StepError.
  model::fn::ProcessBundleResponse Process(const std::string& instruction_id,
                                           const model::fn::ProcessBundleRequest& request);

  /// What is known of the bundle at work. From any thread.
  model::fn::ProcessBundleProgressResponse Progress();
  /// Gives a part of the rest of the bundle at work back to the engine, if it can. From any thread.
  model::fn::ProcessBundleSplitResponse Split(const model::fn::ProcessBundleSplitRequest& request);

  /// Ends the operators' life.
  void Teardown() { stage_.chain().Teardown(); }

 private:
  void StartBundle(const std::string& instruction_id,
                   const model::fn::ProcessBundleRequest& request);
  void ReadInput(const std::string& instruction_id, const model::fn::Elements& embedded);
  void TakeBlock(const Block& block, std::set<std::string>& open);
  void FireTimers(const Block& block);
  /// Divides the element at work; false when it cannot.
  bool DivideElement(double fraction, model::fn::ProcessBundleSplitResponse& response);
  /// False when the rest of the block is not the bundle's any more.
  bool ReadElements(BundleStage::Source& source, const std::string& bytes);
  void SendLast();
  void Report(const MonitoringInfos& infos,
              google::protobuf::Map<std::string, std::string>& data) const;

  const std::shared_ptr<const model::fn::ProcessBundleDescriptor> descriptor_;
  const WorkerServices services_;
  StateScope scope_;
  BundleStage stage_;
  ElementClaims claims_;
  exec::BundleMetrics metrics_;
};

}  // namespace beam::worker
