#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "beam/windowing/trigger.h"

namespace beam {

/// What a trigger goes by, besides elements.
struct TriggerTime {
  bool past_end = false;  ///< Whether the watermark has passed the end of the window.
  Timestamp processing_time = {};
};

/// How far a trigger has come in one window of one key: a state machine that knows neither the
/// elements nor the window. Merging and finishing follow Beam's Java SDK.
class TriggerState {
 public:
  /// `trigger` must outlive the state.
  explicit TriggerState(const Trigger& trigger);

  /// The state of the window that several have merged into, at `now`.
  static TriggerState Merged(const Trigger& trigger, std::span<const TriggerState* const> states,
                             const TriggerTime& now);

  void AddElements(std::int64_t count, const TriggerTime& now);

  /// Whether a pane is due. To be asked when elements came, at the end of the window, and at
  /// Deadline().
  bool ShouldFire(const TriggerTime& now) const;

  /// Takes note that a pane was made, as ShouldFire said.
  void OnFire(const TriggerTime& now);

  /// Whether it never fires again: what comes now is lost.
  bool finished() const { return finished_; }

  /// The processing time from which on a pane may be due, if that is known.
  std::optional<Timestamp> Deadline() const;

 private:
  void Reset() { *this = TriggerState(*trigger_); }
  void ResetIfFinished() {
    if (finished_) Reset();
  }
  /// The elements that it waited with are in a pane now, whoever made that.
  void ForgetElements();
  /// Of kAfterEach: the child whose turn it is.
  std::size_t Active() const;
  bool HasLateFirings() const;
  void FireAtOrAfterEnd(const TriggerTime& now);
  void FireChildrenThatShould(const TriggerTime& now);
  bool AllFinished() const;
  bool AnyFinished() const;

  const Trigger* trigger_;
  bool finished_ = false;
  std::int64_t count_ = 0;             ///< Of kAfterCount.
  std::optional<Timestamp> deadline_;  ///< Of kAfterProcessingTime.
  bool is_late_ = false;               ///< Of kAfterWatermark: the on-time pane has been made.
  std::vector<TriggerState> children_;
};

}  // namespace beam
