#include "beam/worker/bundle/finalizations.h"

#include <utility>

namespace beam::worker {

void Finalizations::Put(const std::string& instruction_id, exec::BundleFinalization finalization) {
  const auto now = exec::BundleFinalization::Clock::now();
  const std::lock_guard lock(mutex_);
  std::erase_if(of_bundle_, [&](const auto& entry) { return entry.second.HasExpired(now); });
  of_bundle_.insert_or_assign(instruction_id, std::move(finalization));
}

exec::BundleFinalization Finalizations::Take(const std::string& instruction_id) {
  const std::lock_guard lock(mutex_);
  const auto found = of_bundle_.find(instruction_id);
  if (found == of_bundle_.end()) return {};
  exec::BundleFinalization finalization = std::move(found->second);
  of_bundle_.erase(found);
  return finalization;
}

}  // namespace beam::worker
