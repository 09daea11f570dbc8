#pragma once

#include <optional>

#include "beam/coders/coder.h"

namespace beam {
namespace internal {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

/// A presence byte, and the value by ItemCoder.
template <class T, class ItemCoder>
struct NullableCoding {
  static void Encode(const std::optional<T>& value, ByteWriter& out) {
    out.WriteByte(value.has_value() ? 1 : 0);
    if (value.has_value()) ItemCoder::Encode(*value, out);
  }
  static std::optional<T> Decode(ByteReader& in) {
    if (!ReadPresence(in)) return std::nullopt;
    return ItemCoder::Decode(in);
  }

  static bool ReadPresence(ByteReader& in) {
    const std::uint8_t present = in.ReadByte();
    if (present <= 1) return present == 1;
    throw Error(ErrorCode::kDataLoss,
                "presence of a nullable is neither 0 nor 1: " + std::to_string(present));
  }
};

}  // namespace internal

/// beam:coder:nullable:v1: one byte, 0 for nothing or 1 and then the value.
template <HasCoder T>
struct Coder<std::optional<T>> : internal::NullableCoding<T, Coder<T>> {
  static void EncodeOuter(const std::optional<T>& value, ByteWriter& out) {
    out.WriteByte(value.has_value() ? 1 : 0);
    if (value.has_value()) beam::EncodeOuter(*value, out);
  }
  static std::optional<T> DecodeOuter(ByteReader& in) {
    if (!Coder::ReadPresence(in)) return std::nullopt;
    return beam::DecodeOuter<T>(in);
  }
};

}  // namespace beam
