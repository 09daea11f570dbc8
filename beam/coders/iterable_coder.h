#pragma once

#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/coders/coder.h"

namespace beam {

/// beam:coder:iterable:v1 of known length: a 32-bit big-endian count, then the items.
template <HasCoder T>
struct Coder<std::vector<T>> {
  static void Encode(const std::vector<T>& items, ByteWriter& out) {
    out.WriteBigEndian32(static_cast<std::uint32_t>(items.size()));
    for (const T& item : items) Coder<T>::Encode(item, out);
  }

  static std::vector<T> Decode(ByteReader& in) {
    // An item may take no bytes (an empty struct), so memory grows only as items arrive.
    const std::uint32_t count = in.ReadBigEndian32();
    std::vector<T> items;
    for (std::uint32_t i = 0; i < count; ++i) items.push_back(Coder<T>::Decode(in));
    return items;
  }
};

/// The same bytes as std::vector's.
template <HasCoder T>
struct Coder<Iterable<T>> {
  static void Encode(const Iterable<T>& items, ByteWriter& out) {
    out.WriteBigEndian32(static_cast<std::uint32_t>(items.size()));
    for (const T& item : items) Coder<T>::Encode(item, out);
  }
  static Iterable<T> Decode(ByteReader& in) {
    return Iterable<T>(Coder<std::vector<T>>::Decode(in));
  }
};

}  // namespace beam
