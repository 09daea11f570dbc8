#pragma once

#include <string>

#include "beam/coders/coder.h"

namespace beam {

/// beam:coder:length_prefix:v1: a varint length, then the outer form of T. Who does not know T can
/// step over it.
template <HasCoder T>
struct LengthPrefixCoder {
  static void Encode(const T& value, ByteWriter& out) {
    std::string bytes;
    ByteWriter writer(bytes);
    EncodeOuter(value, writer);
    out.WriteVarint(bytes.size());
    out.WriteBytes(bytes);
  }

  static T Decode(ByteReader& in) {
    ByteReader bytes(in.ReadBytes(in.ReadVarint()));
    T value = DecodeOuter<T>(bytes);
    internal::CheckAllRead(bytes);
    return value;
  }
};

}  // namespace beam
