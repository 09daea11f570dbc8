#pragma once

#include <chrono>
#include <memory>
#include <utility>

#include "beam/exec/buffer.h"
#include "beam/exec/coarse_clock.h"
#include "beam/exec/operator.h"

namespace beam::exec {

/// Ends a stage: gathers elements into buffers for the next one. A buffer goes off when it is full
/// or has waited a little, so that a slow producer does not keep the next stage idle.
template <class T>
class ReshuffleWriter final : public Receiver<T>, public Operator {
 public:
  explicit ReshuffleWriter(BufferSink& sink) : sink_(sink) {}

  ReceiverBase& input() override { return *this; }

  void Receive(Element<T>&& element) override {
    if (buffer_ == nullptr) {
      buffer_ = std::make_unique<ElementBuffer<T>>();
      first_at_ = CoarseNow();
    }
    buffer_->Add(std::move(element));
    const bool full = buffer_->size() >= kMaxElements || buffer_->bytes() >= kMaxBytes;
    if (full || CoarseNow() - first_at_ >= kMaxWait) Flush();
  }

  void FinishBundle() override {
    if (buffer_ != nullptr) Flush();
  }

 private:
  static constexpr std::size_t kMaxElements = 1024;
  static constexpr std::size_t kMaxBytes = 1 << 20;
  static constexpr std::chrono::milliseconds kMaxWait{5};

  void Flush() { sink_.Put(std::move(buffer_)); }

  BufferSink& sink_;
  std::unique_ptr<ElementBuffer<T>> buffer_;
  std::chrono::nanoseconds first_at_{};
};

}  // namespace beam::exec
