#pragma once

#include "beam/coders/coder.h"

namespace beam {

/// beam:coder:string_utf8:v1: a varint length, then the bytes. They are not checked to be UTF-8:
/// file names need not be.
template <>
struct Coder<std::string> {
  static void Encode(const std::string& value, ByteWriter& out) {
    out.WriteVarint(value.size());
    out.WriteBytes(value);
  }
  static std::string Decode(ByteReader& in) { return std::string(in.ReadBytes(in.ReadVarint())); }

  static void EncodeOuter(const std::string& value, ByteWriter& out) { out.WriteBytes(value); }
  static std::string DecodeOuter(ByteReader& in) {
    return std::string(in.ReadBytes(in.remaining()));
  }
};

/// beam:coder:bytes:v1: a varint length, then the bytes.
template <>
struct Coder<Bytes> {
  static void Encode(const Bytes& value, ByteWriter& out) {
    Coder<std::string>::Encode(value.data, out);
  }
  static Bytes Decode(ByteReader& in) { return {Coder<std::string>::Decode(in)}; }

  static void EncodeOuter(const Bytes& value, ByteWriter& out) { out.WriteBytes(value.data); }
  static Bytes DecodeOuter(ByteReader& in) { return {Coder<std::string>::DecodeOuter(in)}; }
};

}  // namespace beam
