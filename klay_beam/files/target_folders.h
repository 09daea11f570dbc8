#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace klay {

/// What is in folders, each of them listed once, when it is first asked for: answers for thousands
/// of files cost one listing. Safe to use from several threads.
///
/// The first look at a local folder also removes temporary files there whose writers have died.
class TargetFolders {
 public:
  struct File {
    std::int64_t size_bytes;
    std::int64_t modified_micros;
  };

  /// Remembers about so many files; the folders that were asked for longest ago are forgotten
  /// first.
  explicit TargetFolders(std::size_t max_files = 2'000'000) : max_files_(max_files) {}

  /// The file called exactly `name` in `folder`; nothing when there is none. Throws what listing
  /// throws, permission_denied say.
  std::optional<File> Find(const std::string& folder, const std::string& name) const;

  /// How many folders were listed.
  int listings() const;

 private:
  using Files = std::unordered_map<std::string, File>;

  /// A folder that was, or is being, listed; the mutex is held meanwhile.
  struct Listing {
    std::mutex mutex;
    bool is_done = false;
    Files files;
  };

  std::shared_ptr<Listing> ListingOf(const std::string& folder) const;
  void Remember(const std::string& folder, std::size_t num_files) const;
  void List(const std::string& folder, Listing& listing) const;

  const std::size_t max_files_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::shared_ptr<Listing>> folders_;
  /// By age, with their numbers of files.
  mutable std::list<std::pair<std::string, std::size_t>> order_;
  mutable std::size_t num_files_ = 0;
  mutable int listings_ = 0;
};

}  // namespace klay
