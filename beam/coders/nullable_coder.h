#pragma once

#include <optional>

#include "beam/coders/coder.h"

namespace beam {

/// beam:coder:nullable:v1: one byte, 0 for nothing or 1 and then the value.
template <HasCoder T>
struct Coder<std::optional<T>> {
  static void Encode(const std::optional<T>& value, ByteWriter& out) {
    out.WriteByte(value.has_value() ? 1 : 0);
    if (value.has_value()) Coder<T>::Encode(*value, out);
  }

  static std::optional<T> Decode(ByteReader& in) {
    const std::uint8_t present = in.ReadByte();
    if (present > 1) {
      throw Error(ErrorCode::kDataLoss,
                  "presence of a nullable is neither 0 nor 1: " + std::to_string(present));
    }
    if (present == 0) return std::nullopt;
    return Coder<T>::Decode(in);
  }
};

}  // namespace beam
