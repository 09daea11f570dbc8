#pragma once

#include <mutex>
#include <optional>
#include <utility>

#include "beam/base/time/timestamp.h"
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

  /// What a DoFn has put off.
  struct Deferred {
    Restriction rest;
    Duration delay;
  };

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
  /// Puts off what is not claimed yet, until about `delay` has passed: for a source that has
  /// nothing more to give just now. Process returns then. Nothing is put off when all is claimed.
  void DeferRemainder(Duration delay = {}) {
    const std::lock_guard lock(mutex_);
    if (auto rest = tracker_.TrySplit(0)) deferred_ = {*std::move(rest), delay};
  }
  /// What was put off, once.
  std::optional<Deferred> TakeDeferred() {
    const std::lock_guard lock(mutex_);
    return std::exchange(deferred_, std::nullopt);
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
  std::optional<Deferred> deferred_;
};

}  // namespace beam
