#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "beam/io/file_descriptor.h"

namespace beam::io {

/// A file that is being written beside its target under a temporary name, which no wildcard
/// matches. Locked (flock) as long as its writer lives, so that others can tell when it was
/// abandoned.
class LocalTemporary {
 public:
  /// Begins one, and makes the folders of `target`.
  explicit LocalTemporary(std::string target);
  /// Removes it, unless it was published.
  ~LocalTemporary();
  LocalTemporary(const LocalTemporary&) = delete;
  LocalTemporary& operator=(const LocalTemporary&) = delete;

  void Append(std::string_view bytes);
  /// Puts `bytes` in the place of what was appended from `offset` on.
  void Overwrite(std::int64_t offset, std::string_view bytes);
  /// Gives it the target's name, in place of a file that has it already.
  void Publish();

 private:
  bool Open();
  bool IsStillThere() const;

  const std::string target_;
  std::string path_;
  FileDescriptor file_{-1};
  bool is_published_ = false;
};

/// Removes the temporary files in a folder (not in those below it) whose writers have died, and
/// returns how many there were. What lies on a file system without locks, or cannot be removed,
/// stays. A folder that there is not has none.
int RemoveAbandonedTemporaries(const std::string& folder);

}  // namespace beam::io
