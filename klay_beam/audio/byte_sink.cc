#include "klay_beam/audio/byte_sink.h"

#include <algorithm>
#include <string_view>

namespace klay {

void MemorySink::WriteAt(int64_t offset, std::span<const std::byte> bytes) {
  const auto begin = static_cast<size_t>(offset);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  bytes_.replace(begin, std::min(text.size(), bytes_.size() - begin), text);
}

}  // namespace klay
