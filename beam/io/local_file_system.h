#pragma once

#include "beam/io/file_system.h"

namespace beam::io {

/// Files of this machine: plain paths and file:// ones; `~` and `~user` at the start are expanded.
///
/// Match: a pattern that is the name of an existing file means that file, whatever characters it
/// has. Only regular files match, and links to them; `**` does not follow links to folders, so that
/// it always ends. Temporaries of FileWriter never match. A file that vanishes meanwhile is left
/// out.
class LocalFileSystem final : public FileSystem {
 public:
  void Match(const std::string& pattern,
             const std::function<void(FileMetadata&&)>& found) const override;
  FileMetadata Stat(const std::string& path) const override;
  std::unique_ptr<RandomAccessFile> Open(const std::string& path) const override;
  std::unique_ptr<FileWriter> Create(const std::string& path) const override;
  void Remove(const std::string& path) const override;
};

}  // namespace beam::io
