#include "klay_beam/audio/byte_sink.h"

#include <algorithm>
#include <cstring>

namespace klay {

void MemorySink::WriteAt(int64_t offset, std::span<const std::byte> bytes) {
  const auto begin = static_cast<size_t>(offset);
  bytes_.resize(std::max(bytes_.size(), begin + bytes.size()));
  std::memcpy(bytes_.data() + begin, bytes.data(), bytes.size());
}

}  // namespace klay
