#include "klay_beam/audio/planar_buffer.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace klay {

void PlanarBuffer::Reserve(int64_t frames) {
  const int64_t wanted = frames_ + frames;
  if (wanted <= capacity_) return;
  const int64_t old_capacity = capacity_;
  Reallocate(std::max(wanted, capacity_ + capacity_ / 2));
  // From the last channel down, so that none is overwritten before it has moved.
  for (int c = channels_ - 1; c > 0; --c) {
    std::memmove(data_.get() + c * capacity_, data_.get() + c * old_capacity,
                 static_cast<size_t>(frames_) * sizeof(float));
  }
}

void PlanarBuffer::Drop(int64_t frames) {
  frames_ -= frames;
  for (int c = 0; c < channels_ && frames > 0; ++c) {
    float* const begin = data_.get() + c * capacity_;
    std::memmove(begin, begin + frames, static_cast<size_t>(frames_) * sizeof(float));
  }
}

Audio PlanarBuffer::Finish(std::string path, int sample_rate) {
  for (int c = 1; c < channels_ && frames_ < capacity_; ++c) {
    std::memmove(data_.get() + c * frames_, data_.get() + c * capacity_,
                 static_cast<size_t>(frames_) * sizeof(float));
  }
  if (frames_ > 0 && frames_ < capacity_) Reallocate(frames_);
  capacity_ = 0;
  const int64_t frames = std::exchange(frames_, 0);
  return Audio::FromShared(std::move(path), sample_rate, channels_, frames,
                           std::shared_ptr<const float>(std::move(data_)));
}

void PlanarBuffer::Reallocate(int64_t capacity) {
  // realloc, because for large blocks it moves pages instead of bytes, and because it leaves new
  // memory untouched.
  const size_t bytes =
      static_cast<size_t>(capacity) * static_cast<size_t>(channels_) * sizeof(float);
  auto* moved = static_cast<float*>(std::realloc(data_.get(), bytes));
  if (moved == nullptr) throw std::bad_alloc();
  static_cast<void>(data_.release());
  data_.reset(moved);
  capacity_ = capacity;
}

}  // namespace klay
