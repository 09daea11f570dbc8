#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "beam/exec/grouping/grouping.h"

namespace beam::exec {

/// The job's temporary file: compressed, checksummed blocks of what does not fit into memory. The
/// file has no name from the moment it is made, so that its space comes back however the process
/// ends, kill -9 included. Safe to use from several threads.
class SpillFile final : public ChunkStore {
 public:
  /// Makes the file in `folder` when the first block is written. `chunk_bytes` and `memory_bytes`
  /// are those of ChunkStore.
  SpillFile(std::filesystem::path folder, std::size_t chunk_bytes, std::size_t memory_bytes);
  ~SpillFile() override;

  /// Writes a block. Throws resource_exhausted, with the folder, when the disk is full.
  std::shared_ptr<const Chunk> Keep(std::string bytes) override;
  std::size_t chunk_bytes() const override { return chunk_bytes_; }
  std::size_t memory_bytes() const override { return memory_bytes_; }

  /// What has been written so far, compressed.
  std::uint64_t bytes_written() const;

 private:
  class File;
  class Block;

  const std::shared_ptr<File> file_;  ///< Shared with the blocks, which may outlive the job.
  const std::size_t chunk_bytes_;
  const std::size_t memory_bytes_;
};

}  // namespace beam::exec
