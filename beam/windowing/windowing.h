#pragma once

#include <memory>

#include "beam/windowing/trigger.h"
#include "beam/windowing/window_fn.h"

namespace beam {

/// What time the group of a window has.
enum class TimestampCombiner {
  kEndOfWindow,  ///< The window's last instant.
  kEarliest,     ///< The least of its elements' timestamps.
  kLatest,       ///< The greatest.
};

/// Whether a later pane repeats what earlier ones had.
enum class AccumulationMode { kDiscarding, kAccumulating };

/// Whether the pane at the end of a window is made where there is nothing new to put into it.
enum class OnTimeBehavior { kFireAlways, kFireIfNonEmpty };

/// The same for the last pane, made when the lateness that is allowed is over.
enum class ClosingBehavior { kFireIfNonEmpty, kFireAlways };

/// How a PCollection is windowed: what GroupByKey and combines go by. Beam's windowing strategy.
struct Windowing {
  std::shared_ptr<const WindowFn> window_fn = std::make_shared<GlobalWindows>();
  TimestampCombiner timestamp_combiner = TimestampCombiner::kEndOfWindow;
  /// When panes are made. In batch all elements of a key and window come at once, and then time
  /// ends: AfterCount(2) makes one early pane of all of them.
  Trigger trigger = {};
  AccumulationMode accumulation_mode = AccumulationMode::kDiscarding;
  Duration allowed_lateness = {};
  OnTimeBehavior on_time_behavior = OnTimeBehavior::kFireAlways;
  ClosingBehavior closing_behavior = ClosingBehavior::kFireIfNonEmpty;
  /// Lets GroupByKey take a trigger that finishes, such as AfterCount without Repeatedly: what
  /// comes after that is lost.
  bool allow_unsafe_trigger = false;

  /// Whether every element is in the global window.
  bool is_global() const { return dynamic_cast<const GlobalWindows*>(window_fn.get()) != nullptr; }
};

}  // namespace beam
