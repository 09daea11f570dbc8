#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "beam/base/time/window.h"

namespace beam {

/// The windows that an element is in, and its pane. Copies share them, and the global window alone
/// is a null pointer: a pipeline without windows pays nothing.
class Windows {
 public:
  /// The global window.
  Windows() = default;
  /// `windows` has at least one. `arrival`: see arrival().
  explicit Windows(std::vector<Window> windows, Pane pane = {}, std::int64_t arrival = 0) {
    if (windows.size() == 1 && windows[0] == kGlobalWindow && arrival == 0) {
      if (pane == Pane{}) return;
      if (pane == kOnTimeAndOnlyFiring) {
        // Shared by all without being counted: most groups are in this pane.
        shared_ = std::shared_ptr<const Shared>(std::shared_ptr<void>(), &OnlyFiringOfAllTime());
        return;
      }
    }
    shared_ = std::make_shared<const Shared>(Shared{std::move(windows), pane, arrival});
  }

  std::span<const Window> all() const {
    if (shared_ == nullptr) return {&kGlobalWindow, 1};
    return shared_->windows;
  }
  Pane pane() const { return shared_ == nullptr ? Pane{} : shared_->pane; }

  /// With which event of a TestStream the element, or what it was made of, came; 0 without one.
  std::int64_t arrival() const { return shared_ == nullptr ? 0 : shared_->arrival; }

  /// The same, but only in `window`.
  Windows In(const Window& window) const { return Windows({window}, pane(), arrival()); }
  /// The same of an element that came with another event.
  Windows ArrivedWith(std::int64_t arrival_event) const {
    if (arrival_event == arrival()) return *this;
    return Windows({all().begin(), all().end()}, pane(), arrival_event);
  }

  /// An element's arrival is no part of what it is.
  friend bool operator==(const Windows& a, const Windows& b) {
    return a.shared_ == b.shared_ || (std::ranges::equal(a.all(), b.all()) && a.pane() == b.pane());
  }

 private:
  struct Shared {
    std::vector<Window> windows;
    Pane pane;
    std::int64_t arrival;
  };

  static const Shared& OnlyFiringOfAllTime() {
    static const Shared shared{{kGlobalWindow}, kOnTimeAndOnlyFiring, 0};
    return shared;
  }

  std::shared_ptr<const Shared> shared_;
};

}  // namespace beam
