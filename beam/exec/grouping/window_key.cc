#include "beam/exec/grouping/window_key.h"

#include "beam/base/bytes.h"

namespace beam::exec {
namespace {

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

}  // namespace

std::uint64_t SortableBits(Timestamp timestamp) {
  return static_cast<std::uint64_t>(timestamp.micros) ^ kSignBit;
}

Timestamp TimestampFromSortableBits(std::uint64_t bits) {
  return {static_cast<std::int64_t>(bits ^ kSignBit)};
}

void AppendWindow(const Window& window, std::string& out) {
  ByteWriter writer(out);
  writer.WriteBigEndian64(SortableBits(window.start));
  writer.WriteBigEndian64(SortableBits(window.end));
}

Window WindowAtEndOf(std::string_view key) {
  ByteReader reader(key.substr(key.size() - kWindowBytes));
  const Timestamp start = TimestampFromSortableBits(reader.ReadBigEndian64());
  return {start, TimestampFromSortableBits(reader.ReadBigEndian64())};
}

}  // namespace beam::exec
