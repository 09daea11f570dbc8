#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "beam/base/error.h"

namespace beam::exec {

/// One element on its way through a GroupByKey: a hash that divides keys among partitions, the key
/// that records are sorted and grouped by, and the value. As bytes: hash, the two sizes, key,
/// value, in the machine's own order, since records never leave it.
struct ShuffleRecord {
  std::uint64_t hash = 0;
  std::string_view key;
  std::string_view value;

  /// The order in which records of a partition are read: equal keys come together.
  friend bool operator<(const ShuffleRecord& a, const ShuffleRecord& b) {
    return a.hash != b.hash ? a.hash < b.hash : a.key < b.key;
  }
};

struct ShuffleRecordHeader {
  std::uint64_t hash;
  std::uint32_t key_size;
  std::uint32_t value_size;
};

/// Appends a record to `out` whose value `write_value(std::string&)` appends.
template <class WriteValue>
void AppendRecord(std::string& out, std::uint64_t hash, std::string_view key,
                  const WriteValue& write_value) {
  const std::size_t start = out.size();
  ShuffleRecordHeader header{hash, static_cast<std::uint32_t>(key.size()), 0};
  out.append(sizeof(header), '\0');
  out.append(key);
  const std::size_t value_start = out.size();
  write_value(out);
  const std::size_t value_size = out.size() - value_start;
  if (value_size > UINT32_MAX || key.size() > UINT32_MAX) {
    throw Error(ErrorCode::kResourceExhausted, "an element of more than 4 GiB cannot be grouped: " +
                                                   std::to_string(key.size() + value_size) +
                                                   " bytes");
  }
  header.value_size = static_cast<std::uint32_t>(value_size);
  std::memcpy(out.data() + start, &header, sizeof(header));
}

/// The record at `bytes`, which a whole record is known to follow.
inline ShuffleRecord ReadRecord(const char* bytes) {
  ShuffleRecordHeader header;
  std::memcpy(&header, bytes, sizeof(header));
  const char* key = bytes + sizeof(header);
  return {header.hash, {key, header.key_size}, {key + header.key_size, header.value_size}};
}

inline std::size_t SizeOf(const ShuffleRecord& record) {
  return sizeof(ShuffleRecordHeader) + record.key.size() + record.value.size();
}

}  // namespace beam::exec
