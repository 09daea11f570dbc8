#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "beam/io/file_metadata.h"
#include "beam/io/listing/folder_names.h"

namespace beam::io {

/// What a file system is told, and asks, when it lists a part of what a pattern matches. Paths here
/// are those of the walk, in the order of PathLess; a file's may differ from that in its metadata.
struct ListingPart {
  /// Nothing before it is looked at; empty for all.
  std::string begin = {};
  /// Called before a folder is opened, without names, and again with those that will be gone
  /// through. False ends the listing: the part ends before.
  std::function<bool(std::string_view path, const std::shared_ptr<const FolderNames>& names)> enter;
  /// Called for each file; the path is empty where files come in no order. False ends the listing.
  std::function<bool(std::string_view path, FileMetadata&& file)> found;
};

}  // namespace beam::io
