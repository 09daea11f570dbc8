#include "beam/windowing/window_fn.h"

#include <algorithm>

#include "beam/base/error.h"
#include "beam/windowing/duration_text.h"

namespace beam {
namespace {

void Check(bool holds, const char* rule, const std::string& found) {
  if (!holds) throw Error(ErrorCode::kInvalidArgument, std::string(rule) + ": found " + found);
}

/// The last multiple of `period` past `offset` that is not after `timestamp`.
Timestamp LastStart(Timestamp timestamp, Duration period, Duration offset) {
  std::int64_t into = (timestamp.micros - offset.micros) % period.micros;
  if (into < 0) into += period.micros;
  return timestamp - Duration{into};
}

}  // namespace

std::vector<WindowMerge> WindowFn::Merge(std::span<const Window> windows) const {
  std::vector<WindowMerge> merges;
  for (const Window& window : windows) {
    // Windows come by their start, so only the last one can still grow.
    if (!merges.empty() && merges.back().into.Intersects(window)) {
      merges.back().from.push_back(window);
      merges.back().into = merges.back().into.Span(window);
    } else {
      merges.push_back({.from = {window}, .into = window});
    }
  }
  return merges;
}

std::optional<Window> WindowFn::ForSideInput(const Window& window) const {
  if (IsMerging()) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "a side input cannot be in windows that merge; give it fixed windows: found " + Describe());
  }
  const std::vector<Window> windows = Assign(window.MaxTimestamp());
  if (windows.empty()) return std::nullopt;
  return *std::min_element(windows.begin(), windows.end());
}

std::vector<Window> GlobalWindows::Assign(Timestamp) const {
  return {kGlobalWindow};
}
std::optional<Window> GlobalWindows::ForSideInput(const Window&) const {
  return kGlobalWindow;
}
std::string GlobalWindows::Describe() const {
  return "the global window";
}

FixedWindows::FixedWindows(Duration size, Duration offset) : size_(size), offset_(offset) {
  Check(Duration{} < size, "fixed windows are longer than 0", DurationText(size));
  Check(Duration{} <= offset && offset < size,
        "the offset of fixed windows is less than their size", DurationText(offset));
}

std::vector<Window> FixedWindows::Assign(Timestamp timestamp) const {
  const Timestamp start = LastStart(timestamp, size_, offset_);
  return {{start, start + size_}};
}

std::string FixedWindows::Describe() const {
  return "fixed windows of " + DurationText(size_);
}

SlidingWindows::SlidingWindows(Duration size, Duration period, Duration offset)
    : size_(size), period_(period), offset_(offset) {
  Check(Duration{} < size, "sliding windows are longer than 0", DurationText(size));
  Check(Duration{} < period, "the period of sliding windows is longer than 0",
        DurationText(period));
  Check(Duration{} <= offset && offset < period,
        "the offset of sliding windows is less than their period", DurationText(offset));
}

std::vector<Window> SlidingWindows::Assign(Timestamp timestamp) const {
  std::vector<Window> windows;
  Timestamp start = LastStart(timestamp, period_, offset_);
  for (; timestamp < start + size_; start = start - period_) {
    windows.push_back({start, start + size_});
    if (start == kMinTimestamp) break;
  }
  std::reverse(windows.begin(), windows.end());
  return windows;
}

std::string SlidingWindows::Describe() const {
  return "sliding windows of " + DurationText(size_) + " every " + DurationText(period_);
}

Sessions::Sessions(Duration gap) : gap_(gap) {
  Check(Duration{} < gap, "the gap between sessions is longer than 0", DurationText(gap));
}

std::vector<Window> Sessions::Assign(Timestamp timestamp) const {
  return {{timestamp, timestamp + gap_}};
}

std::string Sessions::Describe() const {
  return "sessions with gaps of " + DurationText(gap_);
}

}  // namespace beam
