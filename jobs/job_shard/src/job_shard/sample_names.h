#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace job_shard {

/// How the files of a sample are called, in their folder and in a shard. A value that is cheap to
/// use from several threads.
///
/// The key of "SOURCE_DIR/a/b.c.wav" is "a/b%2Ec": the path below source_dir without the suffix.
/// Readers of WebDataset end a key at the first dot of the name and know no key with a newline; so
/// "%", control characters, bytes that are no UTF-8 and the dots of the name (not of folders) are
/// written as in URLs, %HH. So is the first of two underscores at the very beginning, by which
/// readers know members that are no samples. No two paths have one key.
class SampleNames {
 public:
  /// `suffixes` are those of the audio, which may be in any case, then of the siblings that each
  /// sample must have, then of `num_optional` that it may have. Throws invalid_argument for a
  /// suffix that does not begin with a dot, has a slash or characters that cannot be printed, or is
  /// there twice (small and capital letters are the same to readers).
  SampleNames(const std::string& source_dir, std::vector<std::string> suffixes,
              std::size_t num_optional);

  const std::vector<std::string>& suffixes() const { return suffixes_; }
  bool IsRequired(std::size_t suffix) const { return suffix < num_required_; }

  /// Throws invalid_argument when `audio_path` is not below source_dir or has no name before its
  /// suffix.
  std::string KeyOf(const std::string& audio_path) const;

  /// Where the file with the suffix of this number is that belongs to `audio_path`.
  std::string PathOf(const std::string& audio_path, std::size_t suffix) const;

  /// The audio file of a key, as far as the key tells: its suffix is written as the option is.
  std::string AudioPathOf(const std::string& key) const;

 private:
  std::string source_dir_;
  std::vector<std::string> suffixes_;
  std::size_t num_required_;
};

/// Key and suffix of a member of a shard: its name up to the first dot behind the last slash.
std::pair<std::string, std::string> SplitMemberName(const std::string& name);

}  // namespace job_shard
