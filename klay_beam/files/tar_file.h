#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "beam/io/file_system.h"

namespace klay {

/// A file in a tar archive, and where in the archive its bytes are.
struct TarMember {
  std::string name;
  std::int64_t offset = 0;  ///< Of its first byte.
  std::int64_t size_bytes = 0;
};

/// What a member adds to an archive: its headers, its bytes, and what fills up to the next block.
std::int64_t TarMemberBytes(const std::string& name, std::int64_t size_bytes);

/// How long an archive is whose last member's bytes end at `offset`.
std::int64_t TarBytesAfter(std::int64_t offset);

/// Writes a tar archive from front to back, in GNU's format: plain headers, and one more for a name
/// of over 100 bytes. The same members make the same bytes, whoever writes them and when: they
/// belong to nobody (uid and gid 0), are of 1970, and everybody may read them (mode 0644). Names
/// are bytes, as in the file system.
///
///     klay::TarWriter tar(*file);
///     const std::int64_t offset = tar.Begin("a/b.json", 2);
///     tar.Append("{}");
///     tar.Finish();
///     file->Commit();
class TarWriter {
 public:
  /// `file` must outlive it, and is not committed.
  explicit TarWriter(beam::io::FileWriter& file);
  ~TarWriter();
  TarWriter(const TarWriter&) = delete;
  TarWriter& operator=(const TarWriter&) = delete;

  /// Begins a member of exactly `size_bytes`, and returns where in the archive its bytes will be.
  /// Throws internal when the one before lacks some of its own, and whatever `file` throws.
  std::int64_t Begin(const std::string& name, std::int64_t size_bytes);
  /// The next bytes of the member. Throws internal for more than it was to have.
  void Append(std::string_view bytes);
  /// Writes the end, and returns the size of the archive in bytes. Nothing can be added later.
  std::int64_t Finish();

 private:
  class Archive;
  std::unique_ptr<Archive> archive_;
};

/// The regular files in the archive `path`, in its order; their headers are read, not their bytes.
/// Throws data_loss when it is no tar archive or ends too early, and what opening it throws.
std::vector<TarMember> ListTar(const std::string& path);

}  // namespace klay
