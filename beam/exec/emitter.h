#pragma once

#include <utility>

#include "beam/exec/receiver.h"

namespace beam {

/// One output of a DoFn. `emit(value)` hands the value on, with the timestamp of the element that
/// is being processed.
template <class T>
class Emitter {
 public:
  using value_type = T;

  /// Emits to `receiver`; `timestamp` is read at each call. Both must outlive the emitter.
  Emitter(exec::Receiver<T>& receiver, const Timestamp& timestamp)
      : receiver_(&receiver), timestamp_(&timestamp) {}

  void operator()(T value) { receiver_->Receive(Element<T>{std::move(value), *timestamp_}); }

 private:
  exec::Receiver<T>* receiver_;
  const Timestamp* timestamp_;
};

}  // namespace beam
