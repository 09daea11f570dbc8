#include "klay_beam/audio/byte_sink.h"

#include <algorithm>

namespace klay {

void MemorySink::WriteAt(int64_t offset, std::span<const std::byte> bytes) {
  const auto begin = static_cast<size_t>(offset);
  bytes_.resize(std::max(bytes_.size(), begin + bytes.size()));
  std::ranges::copy(bytes, bytes_.begin() + offset);
}

}  // namespace klay
