#pragma once

#include <map>
#include <mutex>
#include <string>

#include "beam/exec/bundle_finalizer.h"

namespace beam::worker {

/// What is to be called after bundles that have ended, until the engine says that it has taken over
/// their outputs. For any thread.
class Finalizations {
 public:
  /// Keeps what a bundle asked for; forgets what has expired meanwhile.
  void Put(const std::string& instruction_id, exec::BundleFinalization finalization);
  /// What a bundle asked for, once; nothing when there is none, or it has expired.
  exec::BundleFinalization Take(const std::string& instruction_id);

 private:
  std::mutex mutex_;
  std::map<std::string, exec::BundleFinalization> of_bundle_;
};

}  // namespace beam::worker
