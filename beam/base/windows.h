#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "beam/base/window.h"

namespace beam {

/// The windows that an element is in, and its pane. Copies share them, and the global window alone
/// is a null pointer: a pipeline without windows pays nothing.
class Windows {
 public:
  /// The global window.
  Windows() = default;
  /// `windows` has at least one.
  explicit Windows(std::vector<Window> windows, Pane pane = {}) {
    if (windows.size() == 1 && windows[0] == kGlobalWindow && pane == Pane{}) return;
    shared_ = std::make_shared<const Shared>(Shared{std::move(windows), pane});
  }

  std::span<const Window> all() const {
    if (shared_ == nullptr) return {&kGlobalWindow, 1};
    return shared_->windows;
  }
  Pane pane() const { return shared_ == nullptr ? Pane{} : shared_->pane; }

  friend bool operator==(const Windows& a, const Windows& b) {
    return a.shared_ == b.shared_ || (std::ranges::equal(a.all(), b.all()) && a.pane() == b.pane());
  }

 private:
  struct Shared {
    std::vector<Window> windows;
    Pane pane;
  };
  std::shared_ptr<const Shared> shared_;
};

}  // namespace beam
