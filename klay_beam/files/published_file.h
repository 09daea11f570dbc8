#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "klay_beam/audio/byte_sink.h"

namespace klay {

/// A file that an encoder writes and that appears whole or not at all. Local files are written
/// block by block beside their target; what goes to other file systems is kept in memory until
/// Publish, since encoders write a file's head anew at its end.
class PublishedFile final : public ByteSink {
 public:
  /// Begins to write `path`, and makes its folders.
  explicit PublishedFile(const std::string& path);
  /// Leaves nothing behind, unless it was published.
  ~PublishedFile() override;
  PublishedFile(const PublishedFile&) = delete;
  PublishedFile& operator=(const PublishedFile&) = delete;

  void WriteAt(int64_t offset, std::span<const std::byte> bytes) override;
  int64_t size() const override;

  /// Gives the file its name, in place of a file that has it already.
  void Publish();

 private:
  class Target;
  class LocalTarget;
  class OtherTarget;

  std::unique_ptr<Target> target_;
};

}  // namespace klay
