#pragma once

#include <string>
#include <utility>

#include "beam/coders/coder.h"
#include "beam/exec/receiver.h"
#include "beam/exec/step_error.h"

namespace beam::exec {

/// Encodes each element, decodes it and hands that on, so that a run on one machine meets every
/// coder that a cluster would.
template <HasCoder T>
class RoundTrip final : public Receiver<T> {
 public:
  /// `producer` is the label of the step whose output this is; `next` outlives this.
  RoundTrip(std::string producer, Receiver<T>& next)
      : producer_(std::move(producer)), next_(next) {}

  void Receive(Element<T>&& element) override { ReceiveCopy(element); }
  void ReceiveCopy(const Element<T>& element) override {
    next_.Receive({Copy(element.value), element.timestamp, element.windows});
  }

 private:
  T Copy(const T& value) const {
    try {
      return Decode<T>(Encode(value));
    } catch (...) {
      RethrowAtStep(producer_, "where its output goes through its coder");
    }
  }

  std::string producer_;
  Receiver<T>& next_;
};

}  // namespace beam::exec
