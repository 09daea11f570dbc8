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

/// How a PCollection is windowed: what GroupByKey and combines go by. Beam's windowing strategy.
struct Windowing {
  std::shared_ptr<const WindowFn> window_fn = std::make_shared<GlobalWindows>();
  TimestampCombiner timestamp_combiner = TimestampCombiner::kEndOfWindow;
  /// When an engine that streams makes panes. In batch each window has one, at its end, which every
  /// trigger allows: a trigger says when a pane may be made at the earliest.
  Trigger trigger = {};
  AccumulationMode accumulation_mode = AccumulationMode::kDiscarding;
  Duration allowed_lateness = {};

  /// Whether every element is in the global window.
  bool is_global() const { return dynamic_cast<const GlobalWindows*>(window_fn.get()) != nullptr; }
};

}  // namespace beam
