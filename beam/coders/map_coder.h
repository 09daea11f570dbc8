#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "beam/coders/coder.h"

namespace beam {

/// A MAP of a row: a 32-bit big-endian number of entries, then each key and its value.
template <HasCoder K, HasCoder V>
struct Coder<std::map<K, V>> {
  static void Encode(const std::map<K, V>& map, ByteWriter& out) {
    out.WriteBigEndian32(static_cast<std::uint32_t>(map.size()));
    for (const auto& [key, value] : map) {
      Coder<K>::Encode(key, out);
      Coder<V>::Encode(value, out);
    }
  }

  static std::map<K, V> Decode(ByteReader& in) {
    const std::uint32_t count = in.ReadBigEndian32();
    std::map<K, V> map;
    for (std::uint32_t i = 0; i < count; ++i) {
      K key = Coder<K>::Decode(in);
      if (!map.emplace(std::move(key), Coder<V>::Decode(in)).second) {
        throw Error(ErrorCode::kDataLoss, "a map has one key twice");
      }
    }
    return map;
  }
};

}  // namespace beam
