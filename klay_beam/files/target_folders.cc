#include "klay_beam/files/target_folders.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/io/file_system.h"
#include "beam/io/glob.h"
#include "beam/io/local_temporary.h"
#include "klay_beam/files/path_parts.h"

namespace klay {

std::optional<TargetFolders::File> TargetFolders::Find(const std::string& folder,
                                                       const std::string& name) const {
  const std::shared_ptr<Listing> listing = ListingOf(folder);
  const std::lock_guard lock(listing->mutex);
  if (!listing->is_done) List(folder, *listing);
  const auto found = listing->files.find(name);
  return found == listing->files.end() ? std::nullopt : std::optional(found->second);
}

int TargetFolders::listings() const {
  const std::lock_guard lock(mutex_);
  return listings_;
}

std::shared_ptr<TargetFolders::Listing> TargetFolders::ListingOf(const std::string& folder) const {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Listing>& listing = folders_[folder];
  if (listing == nullptr) listing = std::make_shared<Listing>();
  return listing;
}

void TargetFolders::List(const std::string& folder, Listing& listing) const {
  if (folder.find("://") == std::string::npos) {
    beam::io::RemoveAbandonedTemporaries(folder.empty() ? "." : folder);
  }
  const std::string pattern = JoinPath(beam::io::EscapePattern(folder), "*");
  try {
    beam::io::FileSystemFor(pattern).Match(pattern, [&](beam::io::FileMetadata&& file) {
      listing.files[SplitPath(file.path).name] = {file.size_bytes, file.modified_micros};
    });
  } catch (const beam::Error& error) {
    // A folder that is not there yet has no files.
    if (error.code() != beam::ErrorCode::kNotFound) throw;
  }
  listing.is_done = true;
  Remember(folder, listing.files.size());
}

void TargetFolders::Remember(const std::string& folder, std::size_t num_files) const {
  const std::lock_guard lock(mutex_);
  ++listings_;
  order_.emplace_back(folder, num_files);
  num_files_ += num_files;
  while (num_files_ > max_files_ && order_.size() > 1) {
    num_files_ -= order_.front().second;
    folders_.erase(order_.front().first);
    order_.pop_front();
  }
}

}  // namespace klay
