#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "beam/base/approximate_bytes.h"
#include "beam/exec/receiver.h"

namespace beam::exec {

/// Elements that wait between two stages, their type forgotten; taken from the front.
class Buffer {
 public:
  virtual ~Buffer() = default;

  virtual std::size_t size() const = 0;
  /// About how much memory the elements hold.
  virtual std::size_t bytes() const = 0;
  /// Copies the element at `index` into `receiver`, which is a Receiver of the buffer's type. A
  /// copy, so that a bundle that fails can be fed again.
  virtual void Feed(std::size_t index, ReceiverBase& receiver) const = 0;
  /// Splits off the first `count` elements, at most size().
  virtual std::unique_ptr<Buffer> TakeFront(std::size_t count) = 0;
  /// Moves `count` elements from `index` on into a buffer of their own, and leaves empty ones in
  /// their places. Another thread may feed elements that lie before them meanwhile.
  virtual std::unique_ptr<Buffer> MoveOut(std::size_t index, std::size_t count) = 0;
};

/// A Buffer of T.
template <class T>
class ElementBuffer final : public Buffer {
 public:
  ElementBuffer() = default;

  void Add(Element<T>&& element) {
    bytes_ += ApproximateBytes(element.value);
    elements_.push_back(std::move(element));
  }

  std::size_t size() const override { return elements_.size() - next_; }
  std::size_t bytes() const override { return bytes_; }

  void Feed(std::size_t index, ReceiverBase& receiver) const override {
    static_cast<Receiver<T>&>(receiver).Receive(Element<T>(elements_[next_ + index]));
  }

  std::unique_ptr<Buffer> TakeFront(std::size_t count) override {
    auto front = std::make_unique<ElementBuffer>();
    front->elements_.reserve(count);
    for (; count > 0; --count) {
      Element<T>& element = elements_[next_++];
      const std::size_t bytes = ApproximateBytes(element.value);
      bytes_ -= std::min(bytes_, bytes);
      front->Add(std::move(element));
    }
    return front;
  }

  std::unique_ptr<Buffer> MoveOut(std::size_t index, std::size_t count) override {
    auto out = std::make_unique<ElementBuffer>();
    out->elements_.reserve(count);
    Element<T>* const first = elements_.data() + next_ + index;
    for (std::size_t i = 0; i < count; ++i) out->Add(std::move(first[i]));
    return out;
  }

 private:
  std::vector<Element<T>> elements_;
  std::size_t next_ = 0;
  std::size_t bytes_ = 0;
};

/// Where a stage's last operator puts filled buffers: the queue in front of the next stage.
class BufferSink {
 public:
  virtual ~BufferSink() = default;
  virtual void Put(std::unique_ptr<Buffer> buffer) = 0;
};

}  // namespace beam::exec
