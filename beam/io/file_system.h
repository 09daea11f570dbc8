#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "beam/io/file_metadata.h"
#include "beam/io/listing_part.h"

namespace beam::io {

/// How the names of files begin that are not finished yet: no wildcard matches them.
inline constexpr std::string_view kTemporaryPrefix = ".beam-tmp-";

/// An open file that is read at any place. Safe to use from several threads.
class RandomAccessFile {
 public:
  virtual ~RandomAccessFile() = default;
  /// In bytes, when it was opened.
  virtual std::int64_t size() const = 0;
  /// Fills `buffer` from `offset` on; returns how many bytes there were, fewer only at the end.
  virtual std::size_t ReadAt(std::int64_t offset, std::span<std::byte> buffer) = 0;
};

/// A file that appears whole or not at all. What is appended goes to a temporary name beside the
/// target until Commit; destruction without it removes the temporary.
///
/// A process that dies leaves no target. Bytes are handed to the operating system, not forced to
/// the disk: a machine that loses power in the next seconds may lose the file, as with any program
/// that does not wait for the disk after every file.
class FileWriter {
 public:
  virtual ~FileWriter() = default;
  /// Throws resource_exhausted, naming the target, when the disk is full.
  virtual void Append(std::string_view bytes) = 0;
  /// Gives the file its name, in place of a file that has it already. Nothing can be appended
  /// later.
  virtual void Commit() = 0;
};

/// The files behind one scheme. Every error names the path; a full disk is resource_exhausted.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// Calls `found` for each file that `pattern` (see glob.h) matches, as it is found and once each.
  /// What `found` throws ends the match. Throws not_found for a pattern without wildcards that
  /// names nothing, invalid_argument for an ill-formed pattern, permission_denied for a folder that
  /// cannot be listed.
  virtual void Match(const std::string& pattern,
                     const std::function<void(FileMetadata&&)>& found) const = 0;
  /// Matches a part, in the order of PathLess, and throws as Match does. Unless a file system has
  /// its own way, its listings come in no order, enter no folder and so are never divided: every
  /// match is one part.
  virtual void MatchPart(const std::string& pattern, const ListingPart& part) const;
  /// The file called exactly `path`. Throws not_found when there is none, invalid_argument when it
  /// is no regular file.
  virtual FileMetadata Stat(const std::string& path) const = 0;
  /// Opens the file called exactly `path`. Throws as Stat does, and permission_denied.
  virtual std::unique_ptr<RandomAccessFile> Open(const std::string& path) const = 0;
  /// Begins to write `path`, making the folders it lies in.
  virtual std::unique_ptr<FileWriter> Create(const std::string& path) const = 0;
  /// Gives the file called exactly `from` the name `to`, in place of a file that has it already,
  /// and makes the folders it then lies in. Both are of this file system. Throws not_found when
  /// there is no such file.
  virtual void Rename(const std::string& from, const std::string& to) const = 0;
  /// Removes the file called exactly `path`. Throws not_found when there is none.
  virtual void Remove(const std::string& path) const = 0;
};

/// The file system of a path or pattern by its scheme: the local one for plain paths and file://.
/// Throws unimplemented for a scheme that nobody registered, naming those that are known.
const FileSystem& FileSystemFor(std::string_view path);

/// Makes `file_system` responsible for "scheme://...". Throws invalid_argument when the scheme is
/// taken. Call it before pipelines run.
void RegisterFileSystem(const std::string& scheme, std::unique_ptr<FileSystem> file_system);

}  // namespace beam::io
