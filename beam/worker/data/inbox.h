#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "beam/base/error.h"

namespace beam::worker {

/// Encoded elements or timers for one bundle, as they arrived.
struct Block {
  std::string transform_id;
  std::string timer_family_id = {};  ///< Of timers.
  bool is_timers = false;
  std::string bytes = {};
  bool is_last = false;  ///< No more come for that transform and family.
};

/// What has arrived for one bundle and has not been read yet. When it is much, whoever puts more in
/// waits.
class Inbox {
 public:
  /// Drops the block when nobody will read it any more.
  void Put(Block block);
  /// Waits for the next block. Throws what Fail() was told.
  Block Next();
  /// How many bytes nobody has read yet.
  std::size_t bytes() const;
  /// Nobody reads any more.
  void Close();
  /// Nothing comes any more: the stream broke.
  void Fail(const Error& error);

 private:
  static constexpr std::size_t kMaxBytes = 32 << 20;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Block> blocks_;
  std::size_t bytes_ = 0;
  bool closed_ = false;
  std::optional<Error> error_;
};

/// The inboxes of the bundles of one worker. Elements may come before the request to process them;
/// those that come after a bundle has ended are dropped.
class Inboxes {
 public:
  /// The inbox of that bundle; null when it has ended.
  std::shared_ptr<Inbox> Of(const std::string& instruction_id);
  /// The bundle has ended.
  void Close(const std::string& instruction_id);
  /// Tells every bundle, those to come included, that its elements will not.
  void Fail(const Error& error);
  /// How many bytes wait to be read, by bundle: also of such whose request has not come.
  std::map<std::string, std::size_t> BytesOfBundles() const;

 private:
  /// So many ended bundles are remembered.
  static constexpr std::size_t kMaxEnded = 10'000;

  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Inbox>> open_;
  std::set<std::string> ended_;
  std::deque<std::string> ended_in_order_;
  std::optional<Error> error_;
};

}  // namespace beam::worker
