#include "beam/direct/stage_queue.h"

#include <algorithm>
#include <utility>

namespace beam::direct {

void StageQueue::Put(std::unique_ptr<exec::Buffer> buffer) {
  size_ += buffer->size();
  bytes_ += buffer->bytes();
  buffers_.push_back(std::move(buffer));
}

std::vector<std::unique_ptr<exec::Buffer>> StageQueue::Take(std::size_t count) {
  std::vector<std::unique_ptr<exec::Buffer>> taken;
  while (count > 0 && !buffers_.empty()) {
    exec::Buffer& front = *buffers_.front();
    if (front.size() <= count) {
      taken.push_back(std::move(buffers_.front()));
      buffers_.pop_front();
    } else {
      taken.push_back(front.TakeFront(count));
    }
    count -= taken.back()->size();
    size_ -= taken.back()->size();
    bytes_ -= std::min(bytes_, taken.back()->bytes());
  }
  return taken;
}

std::size_t BundleSizer::Next(std::size_t waiting, std::size_t num_workers) const {
  if (largest_ == 0) return 1;
  const double wanted = kTargetSeconds / std::max(seconds_per_element_, 1e-9);
  const std::size_t share = std::max<std::size_t>(1, waiting / (2 * num_workers));
  return std::max<std::size_t>(1,
                               std::min({static_cast<std::size_t>(wanted), 2 * largest_, share}));
}

void BundleSizer::Record(std::size_t elements, double seconds) {
  if (elements == 0) return;
  const double sample = seconds / static_cast<double>(elements);
  seconds_per_element_ = largest_ == 0 ? sample : 0.7 * seconds_per_element_ + 0.3 * sample;
  largest_ = std::max(largest_, elements);
}

}  // namespace beam::direct
