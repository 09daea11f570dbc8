#include "beam/worker/state/state_cache.h"

namespace beam::worker {

std::string StateCache::NameOf(const std::string& token, const std::string& state_key,
                               const std::string& continuation) {
  std::string name;
  for (const std::string& part : {token, state_key, continuation}) {
    name += std::to_string(part.size()) + ":" + part;
  }
  return name;
}

std::optional<StatePages::Page> StateCache::Find(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) {
    ++misses_;
    return std::nullopt;
  }
  ++hits_;
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->second;
}

void StateCache::Put(const std::string& name, const StatePages::Page& page) {
  Entry entry(name, page);
  const std::size_t bytes = BytesOf(entry);
  const std::lock_guard lock(mutex_);
  EraseLocked(name);
  if (bytes > max_bytes_) return;
  bytes_ += bytes;
  entries_.push_front(std::move(entry));
  by_name_[name] = entries_.begin();
  while (bytes_ > max_bytes_) {
    bytes_ -= BytesOf(entries_.back());
    by_name_.erase(entries_.back().first);
    entries_.pop_back();
  }
}

void StateCache::Erase(const std::string& name) {
  const std::lock_guard lock(mutex_);
  EraseLocked(name);
}

void StateCache::EraseLocked(const std::string& name) {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return;
  bytes_ -= BytesOf(*found->second);
  entries_.erase(found->second);
  by_name_.erase(found);
}

void StateCache::Clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  by_name_.clear();
  bytes_ = 0;
}

std::size_t StateCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

StateCache::Stats StateCache::Look() const {
  const std::lock_guard lock(mutex_);
  return {.entries = entries_.size(),
          .bytes = bytes_,
          .max_bytes = max_bytes_,
          .hits = hits_,
          .misses = misses_};
}

std::size_t StateCache::BytesOf(const Entry& entry) {
  constexpr std::size_t kBookkeeping = 200;
  return kBookkeeping + 2 * entry.first.size() + entry.second.data.size() +
         entry.second.continuation.size();
}

}  // namespace beam::worker
