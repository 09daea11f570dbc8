#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "beam/windowing/trigger_state.h"
#include "beam/windowing/windowing.h"

namespace beam {

/// Elements that come into a window of a key together.
struct PaneInput {
  Window window;
  Timestamp timestamp;     ///< Combined as the windowing says, where it stands for several.
  std::int64_t count = 1;  ///< How many they are.
  std::size_t id = 0;      ///< What FiredPane calls them.
};

/// A pane: what a GroupByKey puts out.
struct FiredPane {
  Window window;
  Timestamp timestamp;
  Pane pane;
  std::vector<std::size_t> ids;  ///< Of the elements in it.
};

/// Turns the elements of one key, and time, into panes: what the trigger, the accumulation mode and
/// the lateness say. It drops what comes too late, and what comes when the trigger has finished.
///
///     KeyPanes panes(windowing);
///     panes.Add(elements);
///     panes.AdvanceWatermark(kMaxTimestamp);
///     for (const FiredPane& pane : panes.TakeFired()) ...
class KeyPanes {
 public:
  /// `windowing` must outlive this.
  explicit KeyPanes(const Windowing& windowing) : windowing_(windowing) {}

  /// Adds what comes at once: triggers are asked when all of it is in.
  void Add(std::vector<PaneInput> inputs);

  void AdvanceWatermark(Timestamp to);
  void AdvanceProcessingTime(Timestamp to);

  /// The panes since the last call, in the order in which they were made.
  std::vector<FiredPane> TakeFired() { return std::exchange(fired_, {}); }

 private:
  /// Why a pane is made.
  enum class Cause { kElements, kEndOfWindow, kProcessingTime, kClosing };

  struct WindowState {
    TriggerState trigger;
    std::vector<std::size_t> ids = {};
    std::int64_t num_new = 0;                 ///< Elements since the last pane.
    bool has_punctual = false;                ///< One of them came before the end of the window.
    std::optional<Timestamp> timestamp = {};  ///< Combined from elements that were not late.
    bool has_last_pane = false;
    std::int64_t next_index = 0;
    std::int64_t next_nonspeculative_index = 0;
  };

  bool HasPassed(const Window& window) const { return window.MaxTimestamp() < watermark_; }
  bool IsExpired(const Window& window) const;
  TriggerTime TimeIn(const Window& window) const { return {HasPassed(window), processing_time_}; }

  /// Merges the windows of what is there and what comes.
  void Merge(std::vector<PaneInput>& inputs);
  WindowState MergedState(const WindowMerge& merge);
  void AddTo(WindowState& state, const PaneInput& input);
  std::optional<Timestamp> Combine(std::optional<Timestamp> a, std::optional<Timestamp> b) const;

  void FireIfDue(const Window& window, WindowState& state, Cause cause);
  void Fire(const Window& window, WindowState& state, Cause cause);
  Pane NextPane(const Window& window, WindowState& state, Cause cause) const;

  const Windowing& windowing_;
  Timestamp watermark_ = kMinTimestamp;
  Timestamp processing_time_ = {};
  std::map<Window, WindowState> windows_;
  std::vector<FiredPane> fired_;
};

}  // namespace beam
