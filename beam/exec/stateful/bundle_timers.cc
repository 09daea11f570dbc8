#include "beam/exec/stateful/bundle_timers.h"

namespace beam::exec {

void BundleTimers::Forget(const Id& id) {
  const auto found = changes_.find(id);
  if (found != changes_.end() && found->second.has_value()) {
    by_time_.erase({found->second->at, id});
  }
}

void BundleTimers::Set(const Id& id, const Setting& setting) {
  Forget(id);
  changes_[id] = setting;
  if (setting.domain == TimerCalls::Domain::kEventTime) by_time_.emplace(setting.at, id);
}

void BundleTimers::Clear(const Id& id) {
  Forget(id);
  changes_[id] = std::nullopt;
}

std::optional<std::pair<BundleTimers::Id, BundleTimers::Setting>> BundleTimers::TakeDueBefore(
    Timestamp at, const Id& id) {
  if (by_time_.empty() || *by_time_.begin() >= std::pair(at, id)) return std::nullopt;
  const Id first = by_time_.begin()->second;
  const Setting setting = *changes_.at(first);
  Clear(first);  // The engine may know of an earlier setting.
  return std::pair(first, setting);
}

void BundleTimers::SendAll(
    const std::function<void(const Id&, const std::optional<Setting>&)>& send) {
  for (const auto& [id, setting] : changes_) send(id, setting);
  changes_.clear();
  by_time_.clear();
}

}  // namespace beam::exec
