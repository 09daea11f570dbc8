#pragma once

#include <mutex>
#include <optional>
#include <utility>

#include "beam/restriction/restriction_tracker.h"

namespace beam {

/// A restriction tracker in the hands of a DoFn's Process, which claims from it, and of the runner,
/// which splits it from another thread.
///
///     for (std::int64_t at = tracker.restriction().start; tracker.TryClaim(at); ++at) ...
template <RestrictionTracker Tracker>
class LockedTracker {
 public:
  using Restriction = typename Tracker::Restriction;
  using Position = typename Tracker::Position;

  explicit LockedTracker(Restriction restriction) : tracker_(std::move(restriction)) {}

  /// Whether the work at `position` is the caller's. Once it is not, Process returns.
  bool TryClaim(const Position& position) {
    const std::lock_guard lock(mutex_);
    return tracker_.TryClaim(position);
  }
  /// The restriction as it is now: a split makes it smaller at any time.
  Restriction restriction() const {
    const std::lock_guard lock(mutex_);
    return tracker_.restriction();
  }
  std::optional<Restriction> TrySplit(double fraction) {
    const std::lock_guard lock(mutex_);
    return tracker_.TrySplit(fraction);
  }
  double FractionDone() const {
    const std::lock_guard lock(mutex_);
    return tracker_.FractionDone();
  }
  void CheckDone() const {
    const std::lock_guard lock(mutex_);
    tracker_.CheckDone();
  }

 private:
  mutable std::mutex mutex_;
  Tracker tracker_;
};

}  // namespace beam
