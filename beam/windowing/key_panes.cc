#include "beam/windowing/key_panes.h"

#include <algorithm>
#include <set>
#include <utility>

#include "beam/base/error.h"

namespace beam {

bool KeyPanes::IsExpired(const Window& window) const {
  return watermark_ == kMaxTimestamp ||
         window.MaxTimestamp() + windowing_.allowed_lateness < watermark_;
}

void KeyPanes::Add(std::vector<PaneInput> inputs) {
  std::erase_if(inputs, [this](const PaneInput& input) { return IsExpired(input.window); });
  if (windowing_.window_fn->IsMerging()) Merge(inputs);
  std::set<Window> touched;
  for (const PaneInput& input : inputs) {
    auto [position, is_new] =
        windows_.try_emplace(input.window, WindowState{TriggerState(windowing_.trigger)});
    if (position->second.trigger.finished()) continue;
    AddTo(position->second, input);
    touched.insert(input.window);
  }
  for (const Window& window : touched) {
    FireIfDue(window, windows_.at(window), Cause::kElements);
  }
}

void KeyPanes::AdvanceWatermark(Timestamp to) {
  const Timestamp from = std::exchange(watermark_, std::max(watermark_, to));
  for (auto position = windows_.begin(); position != windows_.end();) {
    auto& [window, state] = *position;
    const bool ends_now = from <= window.MaxTimestamp() && HasPassed(window);
    if (ends_now) FireIfDue(window, state, Cause::kEndOfWindow);
    if (!IsExpired(window)) {
      ++position;
      continue;
    }
    const bool always = windowing_.closing_behavior == ClosingBehavior::kFireAlways;
    const bool is_open = !state.trigger.finished() && !state.has_last_pane;
    if (state.num_new > 0 || (always && is_open)) {
      Fire(window, state, Cause::kClosing);
    }
    position = windows_.erase(position);
  }
}

void KeyPanes::AdvanceProcessingTime(Timestamp to) {
  processing_time_ = std::max(processing_time_, to);
  for (auto& [window, state] : windows_) {
    const std::optional<Timestamp> deadline = state.trigger.Deadline();
    if (deadline.has_value() && *deadline <= processing_time_) {
      FireIfDue(window, state, Cause::kProcessingTime);
    }
  }
}

void KeyPanes::Merge(std::vector<PaneInput>& inputs) {
  std::set<Window> all;
  for (const auto& [window, state] : windows_) all.insert(window);
  for (const PaneInput& input : inputs) all.insert(input.window);
  std::map<Window, Window> merged_into;
  for (const WindowMerge& merge :
       windowing_.window_fn->Merge(std::vector<Window>(all.begin(), all.end()))) {
    for (const Window& window : merge.from) {
      if (all.contains(window) && merged_into.emplace(window, merge.into).second) continue;
      throw Error(ErrorCode::kInvalidArgument,
                  "a window function merges a window that is not there, or merges one twice: " +
                      windowing_.window_fn->Describe());
    }
    if (merge.from.size() == 1 && merge.from[0] == merge.into) continue;
    WindowState state = MergedState(merge);
    windows_.insert_or_assign(merge.into, std::move(state));
  }
  for (PaneInput& input : inputs) {
    const auto found = merged_into.find(input.window);
    if (found != merged_into.end()) input.window = found->second;
  }
}

KeyPanes::WindowState KeyPanes::MergedState(const WindowMerge& merge) {
  std::set<Window> from(merge.from.begin(), merge.from.end());
  from.insert(merge.into);
  WindowState merged{TriggerState(windowing_.trigger)};
  std::vector<WindowState> states;
  for (const Window& window : from) {
    const auto found = windows_.find(window);
    if (found == windows_.end()) continue;
    WindowState& state = states.emplace_back(std::move(found->second));
    windows_.erase(found);
    merged.ids.insert(merged.ids.end(), state.ids.begin(), state.ids.end());
    merged.num_new += state.num_new;
    merged.has_punctual = merged.has_punctual || state.has_punctual;
    merged.timestamp = Combine(merged.timestamp, state.timestamp);
    if (window != merge.into) continue;
    // Panes are counted anew in a new window.
    merged.next_index = state.next_index;
    merged.next_nonspeculative_index = state.next_nonspeculative_index;
  }
  std::vector<const TriggerState*> triggers;
  for (const WindowState& state : states) triggers.push_back(&state.trigger);
  merged.trigger = TriggerState::Merged(windowing_.trigger, triggers, TimeIn(merge.into));
  return merged;
}

void KeyPanes::AddTo(WindowState& state, const PaneInput& input) {
  state.ids.push_back(input.id);
  state.num_new += input.count;
  state.has_punctual = state.has_punctual || !HasPassed(input.window);
  // A pane is not put before the watermark, which has told others that nothing more comes there.
  if (watermark_ <= input.timestamp) state.timestamp = Combine(state.timestamp, input.timestamp);
  state.trigger.AddElements(input.count, TimeIn(input.window));
}

std::optional<Timestamp> KeyPanes::Combine(std::optional<Timestamp> a,
                                           std::optional<Timestamp> b) const {
  if (!a.has_value() || !b.has_value()) return a.has_value() ? a : b;
  const bool earliest = windowing_.timestamp_combiner == TimestampCombiner::kEarliest;
  return earliest ? std::min(*a, *b) : std::max(*a, *b);
}

void KeyPanes::FireIfDue(const Window& window, WindowState& state, Cause cause) {
  if (state.trigger.ShouldFire(TimeIn(window))) Fire(window, state, cause);
}

void KeyPanes::Fire(const Window& window, WindowState& state, Cause cause) {
  const bool is_closing = cause == Cause::kClosing;
  if (!is_closing) state.trigger.OnFire(TimeIn(window));
  const bool fires_empty =
      is_closing || (cause == Cause::kEndOfWindow && HasOnTimePane(windowing_.trigger) &&
                     windowing_.on_time_behavior == OnTimeBehavior::kFireAlways);
  if (state.num_new > 0 || fires_empty) {
    const Pane pane = NextPane(window, state, cause);
    const bool at_end = windowing_.timestamp_combiner == TimestampCombiner::kEndOfWindow;
    const Timestamp timestamp =
        at_end ? window.MaxTimestamp() : state.timestamp.value_or(window.MaxTimestamp());
    fired_.push_back({window, timestamp, pane, state.ids});
  }
  state.num_new = 0;
  state.has_punctual = false;
  const bool discards = windowing_.accumulation_mode == AccumulationMode::kDiscarding;
  if (discards || state.trigger.finished()) state.ids.clear();
  if (discards || HasPassed(window)) state.timestamp.reset();
}

Pane KeyPanes::NextPane(const Window& window, WindowState& state, Cause cause) const {
  Pane pane;
  pane.index = state.next_index++;
  pane.is_first = pane.index == 0;
  // Without lateness a window is closed at its end: an on-time pane is the one that says so.
  const bool closes = cause == Cause::kEndOfWindow && IsExpired(window) &&
                      windowing_.closing_behavior == ClosingBehavior::kFireAlways;
  pane.is_last = state.trigger.finished() || cause == Cause::kClosing || closes;
  state.has_last_pane = pane.is_last;
  if (!HasPassed(window)) {
    pane.timing = PaneTiming::kEarly;
    pane.nonspeculative_index = -1;
    return pane;
  }
  pane.nonspeculative_index = state.next_nonspeculative_index++;
  const bool is_punctual =
      cause == Cause::kEndOfWindow || (cause != Cause::kElements && state.has_punctual);
  pane.timing =
      is_punctual && pane.nonspeculative_index == 0 ? PaneTiming::kOnTime : PaneTiming::kLate;
  return pane;
}

}  // namespace beam
