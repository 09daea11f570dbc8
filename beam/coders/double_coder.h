#pragma once

#include <bit>

#include "beam/coders/coder.h"

namespace beam {

/// beam:coder:double:v1: the IEEE 754 bits, big-endian.
template <>
struct Coder<double> {
  static void Encode(double value, ByteWriter& out) {
    out.WriteBigEndian64(std::bit_cast<std::uint64_t>(value));
  }
  static double Decode(ByteReader& in) { return std::bit_cast<double>(in.ReadBigEndian64()); }
};

/// A FLOAT field of a row: the IEEE 754 bits, big-endian.
template <>
struct Coder<float> {
  static void Encode(float value, ByteWriter& out) {
    out.WriteBigEndian32(std::bit_cast<std::uint32_t>(value));
  }
  static float Decode(ByteReader& in) { return std::bit_cast<float>(in.ReadBigEndian32()); }
};

}  // namespace beam
