#pragma once

#include <memory>
#include <string>
#include <vector>

#include "beam/windowing/windowing.h"

namespace beam {

/// The windows of another function, which stay as they are when they are grouped.
class UnmergedWindows final : public WindowFn {
 public:
  explicit UnmergedWindows(std::shared_ptr<const WindowFn> window_fn)
      : window_fn_(std::move(window_fn)) {}

  std::vector<Window> Assign(Timestamp timestamp) const override {
    return window_fn_->Assign(timestamp);
  }
  std::string Describe() const override { return window_fn_->Describe() + ", not merged"; }

 private:
  std::shared_ptr<const WindowFn> window_fn_;
};

}  // namespace beam
