#pragma once

#include <cstdint>
#include <utility>

#include "beam/exec/receiver.h"

namespace beam {

namespace exec {

/// What an output inherits from the element that is being processed.
struct Origin {
  Timestamp timestamp = kMinTimestamp;
  Windows windows = {};
};

}  // namespace exec

/// One output of a DoFn. `emit(value)` hands the value on, with the timestamp and the windows of
/// the element that is being processed.
template <class T>
class Emitter {
 public:
  using value_type = T;

  /// Emits to `receiver`; `origin` is read at each call. Both must outlive the emitter.
  Emitter(exec::Receiver<T>& receiver, const exec::Origin& origin)
      : receiver_(&receiver), origin_(&origin) {}

  void operator()(T value) {
    receiver_->Receive(Element<T>{std::move(value), origin_->timestamp, origin_->windows});
  }

  /// Emits with a timestamp and windows of its own. FinishBundle, where no element is being
  /// processed, needs it for what is not in the global window.
  void Emit(Element<T> element) {
    const std::int64_t arrival = origin_->windows.arrival();
    if (arrival != 0) element.windows = element.windows.ArrivedWith(arrival);
    receiver_->Receive(std::move(element));
  }

 private:
  exec::Receiver<T>* receiver_;
  const exec::Origin* origin_;
};

}  // namespace beam
