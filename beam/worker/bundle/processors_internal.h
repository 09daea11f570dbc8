#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "beam/worker/bundle/bundle_processor_internal.h"
#include "beam/worker/status/worker_status.h"

namespace beam::worker {

/// The processors of a worker: idle ones by descriptor, those at work by bundle. Safe to use from
/// several threads.
class Processors {
 public:
  using Descriptor = std::shared_ptr<const model::fn::ProcessBundleDescriptor>;
  using Log = std::function<void(const Error&)>;

  /// A processor for the bundle, an idle one if there is one.
  std::shared_ptr<BundleProcessor> Start(const std::string& instruction_id,
                                         const Descriptor& descriptor,
                                         const WorkerServices& services);
  /// The bundle has ended well: its processor may run another.
  void Finish(const std::string& instruction_id);
  /// The bundle has failed: nobody knows what state its processor is in. Its operators' life ends;
  /// `log` is told what goes wrong then.
  void Abandon(const std::string& instruction_id, const Log& log);

  /// The processor of a bundle at work, or null.
  std::shared_ptr<BundleProcessor> Find(const std::string& instruction_id) const;
  /// What the bundles at work are doing.
  std::vector<BundleStatus> Look() const;

  /// Ends the life of all idle processors; `log` is told what goes wrong.
  void Teardown(const Log& log);

 private:
  struct AtWork {
    std::string descriptor_id;
    std::chrono::steady_clock::time_point since;
    std::shared_ptr<BundleProcessor> processor;  ///< Null while it is made.
  };

  std::shared_ptr<BundleProcessor> TakeIdle(const std::string& descriptor_id);

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<std::shared_ptr<BundleProcessor>>> idle_;
  std::map<std::string, AtWork> at_work_;
};

}  // namespace beam::worker
