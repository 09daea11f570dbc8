#pragma once

#include "beam/coders/coder.h"

namespace beam {

/// beam:coder:bool:v1: one byte, 0 or 1.
template <>
struct Coder<bool> {
  static void Encode(bool value, ByteWriter& out) { out.WriteByte(value ? 1 : 0); }

  static bool Decode(ByteReader& in) {
    const std::uint8_t byte = in.ReadByte();
    if (byte > 1)
      throw Error(ErrorCode::kDataLoss, "bool is neither 0 nor 1: " + std::to_string(byte));
    return byte == 1;
  }
};

}  // namespace beam
