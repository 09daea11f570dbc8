#pragma once

#include <cstdint>
#include <utility>

#include "beam/exec/receiver.h"
#include "beam/restriction/watermark_estimator.h"

namespace beam {

namespace exec {

/// The windows of what belongs to no element.
inline const Windows kNoElementsWindows;

/// What an output inherits from the element that is being processed, whose windows it points to.
struct Origin {
  Timestamp timestamp = kMinTimestamp;
  const Windows* windows = &kNoElementsWindows;
  TimestampObserver* observer = nullptr;  ///< Of outputs with a timestamp of their own; or null.
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
    receiver_->Receive(Element<T>{std::move(value), origin_->timestamp, *origin_->windows});
  }

  /// Emits with a timestamp and windows of its own. FinishBundle, where no element is being
  /// processed, needs it for what is not in the global window.
  void Emit(Element<T> element) {
    const std::int64_t arrival = origin_->windows->arrival();
    if (arrival != 0) element.windows = element.windows.ArrivedWith(arrival);
    if (origin_->observer != nullptr) origin_->observer->Observe(element.timestamp);
    receiver_->Receive(std::move(element));
  }

  /// Hands on `element`, such as the one that is being processed, as it is. It stays the caller's,
  /// and is copied only where somebody keeps it.
  void EmitCopy(const Element<T>& element) { receiver_->ReceiveCopy(element); }

 private:
  exec::Receiver<T>* receiver_;
  const exec::Origin* origin_;
};

}  // namespace beam
