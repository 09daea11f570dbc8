#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "beam/coders/coder.h"

namespace beam {
namespace internal {

/// Throws data_loss: "integer does not fit 8 bits: 300"
[[noreturn]] void ThrowIntegerDoesNotFit(std::int64_t value, std::size_t bytes);

}  // namespace internal

/// beam:coder:varint:v1 for every integer type: the value as a 64-bit two's complement varint.
template <std::integral T>
struct Coder<T> {
  static void Encode(T value, ByteWriter& out) {
    out.WriteVarint(static_cast<std::uint64_t>(static_cast<std::int64_t>(value)));
  }

  static T Decode(ByteReader& in) {
    const auto wide = static_cast<std::int64_t>(in.ReadVarint());
    const T value = static_cast<T>(wide);
    if (static_cast<std::int64_t>(value) != wide) {
      internal::ThrowIntegerDoesNotFit(wide, sizeof(T));
    }
    return value;
  }
};

/// An enum travels as its number.
template <class E>
  requires std::is_enum_v<E>
struct Coder<E> {
  using Number = std::underlying_type_t<E>;

  static void Encode(E value, ByteWriter& out) {
    Coder<Number>::Encode(static_cast<Number>(value), out);
  }
  static E Decode(ByteReader& in) { return static_cast<E>(Coder<Number>::Decode(in)); }
};

}  // namespace beam
