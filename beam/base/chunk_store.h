#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace beam {

/// Where bytes are kept that are too many for memory, while somebody may read them.
class ChunkStore {
 public:
  /// A chunk; its space is freed with it. May outlive the store. Safe to read from several threads.
  class Chunk {
   public:
    virtual ~Chunk() = default;
    virtual std::string Read() const = 0;
  };

  virtual ~ChunkStore() = default;
  virtual std::shared_ptr<const Chunk> Keep(std::string bytes) = 0;
  /// Values of one key are decoded in memory up to this many bytes, and kept in chunks of about so
  /// many beyond.
  virtual std::size_t chunk_bytes() const = 0;
  /// What a map of one key's state, or one side input, may hold in memory.
  virtual std::size_t memory_bytes() const = 0;
};

}  // namespace beam
