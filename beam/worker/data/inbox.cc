#include "beam/worker/data/inbox.h"

#include <utility>

namespace beam::worker {

void Inbox::Put(Block block) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ || bytes_ < kMaxBytes; });
  if (closed_) return;
  bytes_ += block.bytes.size();
  blocks_.push_back(std::move(block));
  changed_.notify_all();
}

Block Inbox::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !blocks_.empty() || error_.has_value(); });
  if (blocks_.empty()) throw Error(*error_);
  Block block = std::move(blocks_.front());
  blocks_.pop_front();
  bytes_ -= block.bytes.size();
  changed_.notify_all();
  return block;
}

std::size_t Inbox::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

void Inbox::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  blocks_.clear();
  bytes_ = 0;
  changed_.notify_all();
}

void Inbox::Fail(const Error& error) {
  const std::lock_guard lock(mutex_);
  error_ = error;
  changed_.notify_all();
}

std::shared_ptr<Inbox> Inboxes::Of(const std::string& instruction_id) {
  const std::lock_guard lock(mutex_);
  if (ended_.contains(instruction_id)) return nullptr;
  std::shared_ptr<Inbox>& inbox = open_[instruction_id];
  if (inbox == nullptr) {
    inbox = std::make_shared<Inbox>();
    if (error_.has_value()) inbox->Fail(*error_);
  }
  return inbox;
}

void Inboxes::Close(const std::string& instruction_id) {
  const std::lock_guard lock(mutex_);
  const auto found = open_.find(instruction_id);
  if (found != open_.end()) {
    found->second->Close();
    open_.erase(found);
  }
  if (!ended_.insert(instruction_id).second) return;
  ended_in_order_.push_back(instruction_id);
  if (ended_in_order_.size() <= kMaxEnded) return;
  ended_.erase(ended_in_order_.front());
  ended_in_order_.pop_front();
}

std::map<std::string, std::size_t> Inboxes::BytesOfBundles() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::size_t> bytes;
  for (const auto& [id, inbox] : open_) bytes[id] = inbox->bytes();
  return bytes;
}

void Inboxes::Fail(const Error& error) {
  const std::lock_guard lock(mutex_);
  error_ = error;
  for (const auto& [id, inbox] : open_) inbox->Fail(error);
}

}  // namespace beam::worker
