#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>

#include "beam/base/approximate_bytes.h"

namespace beam::exec {

/// Work that a running bundle may give a part of away. The waiting element and the operator at work
/// share it, so that a bundle that is tried again does only what was left to it.
template <class Work>
class SharedWork {
 public:
  explicit SharedWork(Work work) : work_(std::move(work)) {}

  Work Get() const {
    const std::lock_guard lock(mutex_);
    return work_;
  }
  void Set(Work work) {
    const std::lock_guard lock(mutex_);
    work_ = std::move(work);
  }

 private:
  mutable std::mutex mutex_;
  Work work_;
};

/// An element of a splittable DoFn with the part of its work that is to be done: what waits in
/// front of it.
template <class In, class Work>
struct Restricted {
  In element;
  std::shared_ptr<SharedWork<Work>> work;

  std::size_t ApproximateBytes() const {
    return beam::ApproximateBytes(element) + sizeof(SharedWork<Work>);
  }
};

}  // namespace beam::exec
