#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "beam/exec/grouping.h"

namespace beam::direct {

/// The job's temporary file: compressed, checksummed blocks of what does not fit into memory. The
/// file has no name from the moment it is made, so that its space comes back however the process
/// ends, kill -9 included. Safe to use from several threads.
class SpillFile final : public exec::ChunkStore {
 public:
  /// Makes the file in `folder` when the first block is written. `chunk_bytes` is that of
  /// ChunkStore.
  SpillFile(std::filesystem::path folder, std::size_t chunk_bytes);
  ~SpillFile() override;
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  /// Writes a block. Throws resource_exhausted, with the folder, when the disk is full.
  std::shared_ptr<const Chunk> Keep(std::string bytes) override;
  std::size_t chunk_bytes() const override { return chunk_bytes_; }

  /// What has been written so far, compressed.
  std::uint64_t bytes_written() const { return end_; }

 private:
  class Block;

  int descriptor();
  void Write(std::string_view bytes, std::uint64_t offset);
  std::string Read(std::uint64_t offset, std::size_t size) const;
  void Free(std::uint64_t offset, std::size_t size) const;

  const std::filesystem::path folder_;
  const std::size_t chunk_bytes_;
  std::mutex mutex_;
  std::atomic<int> descriptor_ = -1;
  std::atomic<std::uint64_t> end_ = 0;
};

}  // namespace beam::direct
