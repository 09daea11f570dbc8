#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

#include "beam/base/approximate_bytes.h"

namespace beam::exec {

/// A restriction that a running bundle may give a part of away. The waiting element and the
/// operator at work share it, so that a bundle that is tried again does only what was left to it.
template <class R>
class SharedRestriction {
 public:
  explicit SharedRestriction(R restriction) : restriction_(std::move(restriction)) {}

  R Get() const {
    const std::lock_guard lock(mutex_);
    return restriction_;
  }
  void Set(R restriction) {
    const std::lock_guard lock(mutex_);
    restriction_ = std::move(restriction);
  }

 private:
  mutable std::mutex mutex_;
  R restriction_;
};

/// An element of a splittable DoFn with the part of its work that is to be done: what waits in
/// front of it.
template <class In, class R>
struct Restricted {
  In element;
  std::shared_ptr<SharedRestriction<R>> restriction;

  std::size_t ApproximateBytes() const {
    return beam::ApproximateBytes(element) + sizeof(SharedRestriction<R>);
  }
};

}  // namespace beam::exec
