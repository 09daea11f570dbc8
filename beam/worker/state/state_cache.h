#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "beam/coders/model/state_backed_iterable_coder.h"

namespace beam::worker {

/// Pages of state that bundles share, by name; those that nobody has read for longest are forgotten
/// when there are too many bytes. Safe to use from several threads.
class StateCache {
 public:
  explicit StateCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// The name of a page, under the token with which the engine allows to keep it: it gives out
  /// another one when the state has changed.
  static std::string NameOf(const std::string& token, const std::string& state_key,
                            const std::string& continuation);

  std::optional<StatePages::Page> Find(const std::string& name);
  /// Keeps the page in place of what had the name before.
  void Put(const std::string& name, const StatePages::Page& page);
  void Erase(const std::string& name);
  /// Forgets everything: a bundle has failed that may have changed state.
  void Clear();

  std::size_t bytes() const;
  /// How full it is, and how often Find() found what it was asked for.
  struct Stats {
    std::size_t entries = 0;
    std::size_t bytes = 0;
    std::size_t max_bytes = 0;
    std::int64_t hits = 0;
    std::int64_t misses = 0;
  };
  Stats Look() const;

 private:
  void EraseLocked(const std::string& name);

  using Entry = std::pair<std::string, StatePages::Page>;

  static std::size_t BytesOf(const Entry& entry);

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  ///< The last read first.
  std::unordered_map<std::string, std::list<Entry>::iterator> by_name_;
  std::size_t bytes_ = 0;
  std::int64_t hits_ = 0;
  std::int64_t misses_ = 0;
};

}  // namespace beam::worker
