#include "beam/windowing/window_fn.h"

#include <algorithm>

#include "beam/base/error.h"

namespace beam {
namespace {

std::string Text(Duration duration) {
  std::string text = std::to_string(static_cast<double>(duration.micros) / 1e6);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " s";
}

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

Window WindowFn::ForSideInput(const Window& window) const {
  return Assign(window.MaxTimestamp()).back();
}

std::vector<Window> GlobalWindows::Assign(Timestamp) const {
  return {kGlobalWindow};
}
Window GlobalWindows::ForSideInput(const Window&) const {
  return kGlobalWindow;
}
std::string GlobalWindows::Describe() const {
  return "the global window";
}

FixedWindows::FixedWindows(Duration size, Duration offset) : size_(size), offset_(offset) {
  Check(Duration{} < size, "fixed windows are longer than 0", Text(size));
  Check(Duration{} <= offset && offset < size,
        "the offset of fixed windows is less than their size", Text(offset));
}

std::vector<Window> FixedWindows::Assign(Timestamp timestamp) const {
  const Timestamp start = LastStart(timestamp, size_, offset_);
  return {{start, start + size_}};
}

std::string FixedWindows::Describe() const {
  return "fixed windows of " + Text(size_);
}

SlidingWindows::SlidingWindows(Duration size, Duration period, Duration offset)
    : size_(size), period_(period), offset_(offset) {
  Check(Duration{} < size, "sliding windows are longer than 0", Text(size));
  Check(Duration{} < period, "the period of sliding windows is longer than 0", Text(period));
  Check(Duration{} <= offset && offset < period,
        "the offset of sliding windows is less than their period", Text(offset));
}

std::vector<Window> SlidingWindows::Assign(Timestamp timestamp) const {
  std::vector<Window> windows;
  Timestamp start = LastStart(timestamp, period_, offset_);
  for (; timestamp < start + size_; start = start - period_) {
    windows.push_back({start, start + size_});
    if (start == kMinTimestamp) break;
  }
  // The latest window last, which is what a side input is looked up in.
  std::reverse(windows.begin(), windows.end());
  return windows;
}

std::string SlidingWindows::Describe() const {
  return "sliding windows of " + Text(size_) + " every " + Text(period_);
}

Sessions::Sessions(Duration gap) : gap_(gap) {
  Check(Duration{} < gap, "the gap between sessions is longer than 0", Text(gap));
}

std::vector<Window> Sessions::Assign(Timestamp timestamp) const {
  return {{timestamp, timestamp + gap_}};
}

Window Sessions::ForSideInput(const Window&) const {
  throw Error(
      ErrorCode::kInvalidArgument,
      "a side input cannot be in windows that merge; give it fixed windows: found " + Describe());
}

std::string Sessions::Describe() const {
  return "sessions with gaps of " + Text(gap_);
}

}  // namespace beam
