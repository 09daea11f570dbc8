#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/io/listing/folder_names.h"
#include "beam/io/listing/path_range.h"
#include "beam/restriction/restriction_tracker.h"

namespace beam::io {

/// Where a listing has come to.
struct ListingPosition {
  enum class Kind { kFolder, kFile, kSomeFile, kEnd };
  Kind kind;
  std::string_view path = {};
  std::shared_ptr<const FolderNames> names = nullptr;

  /// Before all that is in a folder, whose path is empty or ends in a slash. `names` are those that
  /// the listing will go through, where they are known: it can be divided between them.
  static ListingPosition Folder(std::string_view path, std::shared_ptr<const FolderNames> names) {
    return {Kind::kFolder, path, std::move(names)};
  }
  static ListingPosition File(std::string_view path) { return {Kind::kFile, path}; }
  /// At a file that comes in no order.
  static ListingPosition SomeFile() { return {Kind::kSomeFile}; }
  /// Behind every path.
  static ListingPosition End() { return {Kind::kEnd}; }
};

/// Claims the files of a listing, and the folders on the way, in the order of PathLess. The range
/// is done when a position at its end or behind was claimed for, such as ListingPosition::End.
///
/// What is not claimed is divided between the names of the folder furthest up that has some left.
/// A range that must not be empty is whole until a file of it was claimed, so that whoever finds
/// nothing knows that nobody has; one of files that come in no order is never divided.
class PathRangeTracker {
 public:
  using Restriction = PathRange;
  using Position = ListingPosition;

  explicit PathRangeTracker(PathRange range) : range_(std::move(range)), next_(range_.begin) {}

  /// Throws invalid_argument for a file before the range or not behind the last one.
  bool TryClaim(const ListingPosition& position);
  /// It may be empty once a file was claimed.
  PathRange restriction() const { return range_; }
  std::optional<PathRange> TrySplit(double fraction);
  double FractionDone() const;
  /// Throws invalid_argument when nothing was claimed for at the end or behind.
  void CheckDone() const;

 private:
  /// Of the folders that the listing is in, from the top.
  std::vector<const FolderNames*> OpenFolders() const;
  /// How many of the names are before the end.
  std::size_t CountInRange(const FolderNames& names) const;
  /// Where to divide so that about `fraction` is kept.
  std::optional<std::string> Middle(double fraction) const;
  bool IsAtEnd(std::string_view path) const;
  void Enter(const ListingPosition& folder);
  void TakeFile(std::string_view path);

  PathRange range_;
  std::string next_;  ///< The first position that may be claimed.
  std::vector<std::shared_ptr<const FolderNames>> folders_;
  bool is_done_ = false;
};

static_assert(RestrictionTracker<PathRangeTracker>);

}  // namespace beam::io
