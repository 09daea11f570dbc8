#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "beam/base/chunk_store.h"

namespace beam::testing {

/// A store for tests, which counts what it keeps, in memory.
class MemoryChunkStore final : public ChunkStore {
 public:
  MemoryChunkStore(std::size_t chunk_bytes, std::size_t memory_bytes)
      : chunk_bytes_(chunk_bytes), memory_bytes_(memory_bytes) {}

  std::shared_ptr<const Chunk> Keep(std::string bytes) override {
    ++chunks_kept_;
    largest_ = std::max(largest_, bytes.size());
    ++*chunks_alive_;
    return std::make_shared<const Kept>(std::move(bytes), chunks_alive_);
  }
  std::size_t chunk_bytes() const override { return chunk_bytes_; }
  std::size_t memory_bytes() const override { return memory_bytes_; }

  /// Chunks that somebody may still read.
  int chunks_alive() const { return *chunks_alive_; }
  /// All chunks there ever were, and the bytes of the largest.
  int chunks_kept() const { return chunks_kept_; }
  std::size_t largest() const { return largest_; }

 private:
  class Kept final : public Chunk {
   public:
    Kept(std::string bytes, std::shared_ptr<int> alive)
        : bytes_(std::move(bytes)), alive_(std::move(alive)) {}
    ~Kept() override { --*alive_; }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;
    std::string Read() const override { return bytes_; }

   private:
    std::string bytes_;
    std::shared_ptr<int> alive_;
  };

  std::size_t chunk_bytes_;
  std::size_t memory_bytes_;
  int chunks_kept_ = 0;
  std::size_t largest_ = 0;
  std::shared_ptr<int> chunks_alive_ = std::make_shared<int>(0);
};

}  // namespace beam::testing
