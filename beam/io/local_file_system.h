#pragma once

#include "beam/io/file_system.h"

namespace beam::io {

/// Files of this machine: plain paths and file:// ones (the rest of which is a path as it is);
/// `~` and `~user` at the start of a plain path are expanded.
///
/// Match: a pattern that is the name of an existing file means that file, whatever characters it
/// has. Only regular files match, and links to them; `*` and names go through links to folders,
/// `**` and what is behind it do not, so that it always ends. No wildcard matches a temporary of
/// FileWriter. A file that vanishes meanwhile is left out. What Match finds, Open opens.
class LocalFileSystem final : public FileSystem {
 public:
  void Match(const std::string& pattern,
             const std::function<void(FileMetadata&&)>& found) const override;
  void MatchPart(const std::string& pattern, const ListingPart& part) const override;
  FileMetadata Stat(const std::string& path) const override;
  std::unique_ptr<RandomAccessFile> Open(const std::string& path) const override;
  std::unique_ptr<FileWriter> Create(const std::string& path) const override;
  void Rename(const std::string& from, const std::string& to) const override;
  void Remove(const std::string& path) const override;
};

}  // namespace beam::io
