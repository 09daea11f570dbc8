#include "beam/io/listing/path_range_tracker.h"

#include <algorithm>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "beam/io/listing/path_order.h"

namespace beam::io {

bool PathRangeTracker::TryClaim(const ListingPosition& position) {
  using Kind = ListingPosition::Kind;
  const bool has_path = position.kind == Kind::kFolder || position.kind == Kind::kFile;
  if (position.kind == Kind::kEnd || (has_path && IsAtEnd(position.path))) is_done_ = true;
  if (is_done_) return false;
  if (position.kind == Kind::kFolder) {
    Enter(position);
    return true;
  }
  if (position.kind == Kind::kFile) TakeFile(position.path);
  range_.may_be_empty = true;
  return true;
}

void PathRangeTracker::Enter(const ListingPosition& folder) {
  // The range may begin within the folder.
  if (PathLess(next_, folder.path)) next_ = folder.path;
  if (folder.names == nullptr) return;
  while (!folders_.empty() && !folder.path.starts_with(folders_.back()->path())) {
    folders_.pop_back();
  }
  folders_.push_back(folder.names);
}

void PathRangeTracker::TakeFile(std::string_view path) {
  if (PathLess(path, next_)) {
    throw Error(ErrorCode::kInvalidArgument,
                "files of a listing are claimed in the order of their paths: expected " +
                    Describe(next_) + " or behind in " + Describe(range_) + ", found " +
                    Describe(path));
  }
  // The first position behind the file.
  next_ = path;
  next_ += '/';
}

std::optional<PathRange> PathRangeTracker::TrySplit(double fraction) {
  if (is_done_ || !range_.may_be_empty || fraction >= 1) return std::nullopt;
  std::optional<std::string> at = fraction > 0 ? Middle(fraction) : next_;
  // The part that stays is not empty.
  if (!at.has_value() || !PathLess(range_.begin, *at) || IsAtEnd(*at)) return std::nullopt;
  PathRange rest{*at, std::move(range_.end), true};
  range_.end = std::move(at);
  return rest;
}

std::optional<std::string> PathRangeTracker::Middle(double fraction) const {
  for (const FolderNames* names : OpenFolders()) {
    const std::size_t first = names->CountBefore(next_);
    const std::size_t end = CountInRange(*names);
    if (first >= end) continue;
    const auto kept = static_cast<std::size_t>(static_cast<double>(end - first) * fraction);
    return names->path() + std::string((*names)[std::min(first + kept, end - 1)]);
  }
  return std::nullopt;
}

double PathRangeTracker::FractionDone() const {
  if (is_done_) return 1;
  double done = 0;
  double share = 1;
  for (const FolderNames* names : OpenFolders()) {
    const std::size_t end = CountInRange(*names);
    if (end == 0) continue;
    // The last one that was begun is not done: the folders further down tell of it.
    const std::size_t begun = std::clamp<std::size_t>(names->CountBefore(next_), 1, end);
    share /= static_cast<double>(end);
    done += share * static_cast<double>(begun - 1);
  }
  return done;
}

void PathRangeTracker::CheckDone() const {
  if (is_done_) return;
  throw Error(ErrorCode::kInvalidArgument,
              "Process has returned before the end of its listing, which would be lost (claim "
              "ListingPosition::End where nothing is left): next " +
                  Describe(next_) + " of " + Describe(range_));
}

std::vector<const FolderNames*> PathRangeTracker::OpenFolders() const {
  std::vector<const FolderNames*> open;
  for (const auto& names : folders_) {
    if (next_.starts_with(names->path())) open.push_back(names.get());
  }
  return open;
}

std::size_t PathRangeTracker::CountInRange(const FolderNames& names) const {
  return range_.end.has_value() ? names.CountBefore(*range_.end) : names.size();
}

bool PathRangeTracker::IsAtEnd(std::string_view path) const {
  return range_.end.has_value() && !PathLess(path, *range_.end);
}

}  // namespace beam::io
