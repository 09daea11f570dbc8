#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace klay {

/// Where an encoder writes: bytes that grow at the end, whose head may be written again.
class ByteSink {
 public:
  virtual ~ByteSink() = default;

  /// Puts `bytes` at `offset`, which is not beyond size(). Throws beam::Error when writing fails.
  virtual void WriteAt(int64_t offset, std::span<const std::byte> bytes) = 0;

  /// Length so far [bytes].
  virtual int64_t size() const = 0;
};

/// Keeps the bytes in memory.
class MemorySink final : public ByteSink {
 public:
  void WriteAt(int64_t offset, std::span<const std::byte> bytes) override;
  int64_t size() const override { return static_cast<int64_t>(bytes_.size()); }

  /// Makes room for `bytes` in all.
  void Reserve(int64_t bytes) { bytes_.reserve(static_cast<size_t>(bytes)); }

  /// The bytes; the sink is empty afterwards.
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace klay
