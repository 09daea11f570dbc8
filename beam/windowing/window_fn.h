#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "beam/base/time/window.h"

namespace beam {

/// Windows of one key that become one.
struct WindowMerge {
  std::vector<Window> from;
  Window into;
};

/// How elements get their windows. Derive from it for windows of your own, and give a shared
/// pointer to WindowInto.
class WindowFn {
 public:
  virtual ~WindowFn() = default;

  /// The windows, at least one, of an element of that time.
  virtual std::vector<Window> Assign(Timestamp timestamp) const = 0;

  /// Whether windows of one key become others when they are grouped, as sessions do.
  virtual bool IsMerging() const { return false; }

  /// Which of the windows of one key merge, if IsMerging(). `windows` are sorted by start, then
  /// end, each there once; each may be in one merge at most, and one in none stays as it is. The
  /// rule here: windows that overlap become the smallest window that holds them.
  virtual std::vector<WindowMerge> Merge(std::span<const Window> windows) const;

  /// A promise that Merge is the rule of this class, so that a group can be finished before all
  /// windows of its key are known.
  virtual bool MergesOverlapping() const { return false; }

  /// The window of a side input that belongs to a main input's `window`: of those that hold its
  /// last instant the earliest, as in all of Beam; none where there is none. Throws
  /// invalid_argument for a merging function, whose windows are not known from a time.
  virtual std::optional<Window> ForSideInput(const Window& window) const;

  /// For messages: "fixed windows of 10 s".
  virtual std::string Describe() const = 0;
};

/// One window for all time.
class GlobalWindows final : public WindowFn {
 public:
  std::vector<Window> Assign(Timestamp timestamp) const override;
  std::optional<Window> ForSideInput(const Window& window) const override;
  std::string Describe() const override;
};

/// Windows of equal length, one after the other; each element is in one.
class FixedWindows final : public WindowFn {
 public:
  /// Windows [offset + i * size, offset + (i + 1) * size). Throws invalid_argument unless
  /// 0 < size and 0 <= offset < size.
  explicit FixedWindows(Duration size, Duration offset = {});
  std::vector<Window> Assign(Timestamp timestamp) const override;
  std::string Describe() const override;
  Duration size() const { return size_; }
  Duration offset() const { return offset_; }

 private:
  Duration size_;
  Duration offset_;
};

/// Windows of equal length that start every `period`; each element is in size / period of them.
class SlidingWindows final : public WindowFn {
 public:
  /// Throws invalid_argument unless 0 < size, 0 < period and 0 <= offset < period.
  SlidingWindows(Duration size, Duration period, Duration offset = {});
  std::vector<Window> Assign(Timestamp timestamp) const override;
  std::string Describe() const override;
  Duration size() const { return size_; }
  Duration period() const { return period_; }
  Duration offset() const { return offset_; }

 private:
  Duration size_;
  Duration period_;
  Duration offset_;
};

/// Windows of activity: the elements of a key with less than `gap` between each and the next.
class Sessions final : public WindowFn {
 public:
  /// Throws invalid_argument unless 0 < gap.
  explicit Sessions(Duration gap);
  std::vector<Window> Assign(Timestamp timestamp) const override;
  bool IsMerging() const override { return true; }
  bool MergesOverlapping() const override { return true; }
  std::string Describe() const override;
  Duration gap() const { return gap_; }

 private:
  Duration gap_;
};

}  // namespace beam
