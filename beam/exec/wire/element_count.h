#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "beam/base/approximate_bytes.h"
#include "beam/coders/wire/wire_coder.h"
#include "beam/exec/metrics.h"
#include "beam/exec/receiver.h"

namespace beam::exec {

/// What an engine wants to know of a PCollection in a bundle. The bundle's thread counts; others
/// may look at the number of elements.
struct ElementCount {
  std::atomic<std::int64_t> elements = 0;
  DistributionData bytes = {};  ///< Of some of the elements, encoded.

  void Reset() {
    elements.store(0, std::memory_order_relaxed);
    bytes = {};
  }
};

/// Counts elements on their way to `next`, and the bytes of a sample of them: the first few, and
/// then ever fewer.
template <HasCoder T>
class ElementCounter final : public Receiver<T> {
 public:
  ElementCounter(ElementCount& count, Receiver<T>& next) : count_(count), next_(next) {}

  void Receive(Element<T>&& element) override {
    Count(element);
    next_.Receive(std::move(element));
  }
  void ReceiveCopy(const Element<T>& element) override {
    Count(element);
    next_.ReceiveCopy(element);
  }

 private:
  /// Larger elements are not encoded for the sake of their exact size.
  static constexpr std::size_t kMaxEncodedBytes = 64 << 10;
  static constexpr std::int64_t kElementsToSample = 10;

  void Count(const Element<T>& element) {
    const std::int64_t index = count_.elements.load(std::memory_order_relaxed);
    count_.elements.store(index + 1, std::memory_order_relaxed);
    if (index == 0) next_sample_ = 0;  // The bundle is a new one.
    if (index < next_sample_) return;
    next_sample_ = index + 1 + index / kElementsToSample;
    count_.bytes.Add(static_cast<std::int64_t>(BytesOf(element.value)));
  }

  std::size_t BytesOf(const T& value) {
    const std::size_t about = ApproximateBytes(value);
    if (about > kMaxEncodedBytes) return about;
    scratch_.clear();
    ByteWriter writer(scratch_);
    WireCoder<T>::Encode(value, writer);
    return scratch_.size();
  }

  ElementCount& count_;
  Receiver<T>& next_;
  std::int64_t next_sample_ = 0;
  std::string scratch_;
};

}  // namespace beam::exec
