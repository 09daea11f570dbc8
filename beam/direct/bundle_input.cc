#include "beam/direct/bundle_input.h"

#include <algorithm>
#include <utility>

namespace beam::direct {

BundleInput::BundleInput(std::vector<std::unique_ptr<exec::Buffer>> buffers)
    : buffers_(std::move(buffers)) {
  std::size_t end = 0;
  for (const auto& buffer : buffers_) ends_.push_back(end += buffer->size());
  state_ = Pack({0, static_cast<std::uint32_t>(end)});
}

bool BundleInput::Next() {
  // Begun first and looked at afterwards: an element that turns out to be taken away is not fed.
  const State before = Unpack(state_.fetch_add(1));
  if (before.begun >= before.end) {
    state_.fetch_sub(1);
    return false;
  }
  element_ = before.begun;
  while (element_ >= ends_[buffer_]) ++buffer_;
  return true;
}

void BundleInput::Feed(exec::ReceiverBase& receiver) const {
  const std::size_t start = buffer_ == 0 ? 0 : ends_[buffer_ - 1];
  buffers_[buffer_]->Feed(element_ - start, receiver);
}

void BundleInput::Rewind(std::size_t begun) {
  std::uint64_t packed = state_;
  while (!state_.compare_exchange_weak(
      packed, Pack({static_cast<std::uint32_t>(begun), Unpack(packed).end}))) {
  }
  buffer_ = 0;
}

std::size_t BundleInput::waiting() const {
  const State state = Unpack(state_);
  return state.begun < state.end ? state.end - state.begun : 0;
}

std::vector<std::unique_ptr<exec::Buffer>> BundleInput::TakeHalf() {
  std::uint64_t packed = state_;
  State before{};
  State after{};
  do {
    before = Unpack(packed);
    if (before.begun >= before.end) return {};
    after = {before.begun, before.end - (before.end - before.begun + 1) / 2};
  } while (!state_.compare_exchange_weak(packed, Pack(after)));
  std::vector<std::unique_ptr<exec::Buffer>> taken;
  std::size_t start = 0;
  for (std::size_t i = 0; i < buffers_.size(); start = ends_[i++]) {
    const std::size_t from = std::max<std::size_t>(start, after.end);
    const std::size_t to = std::min<std::size_t>(ends_[i], before.end);
    if (from < to) taken.push_back(buffers_[i]->MoveOut(from - start, to - from));
  }
  return taken;
}

}  // namespace beam::direct
