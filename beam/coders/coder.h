#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "beam/base/bytes.h"
#include "beam/base/error.h"

namespace beam {

/// How elements of type T are written as bytes, wherever they leave the process or are compared as
/// keys. Specialise it for a class that is no plain struct:
///
///     template <>
///     struct beam::Coder<Url> {
///       static void Encode(const Url& url, ByteWriter& out);
///       static Url Decode(ByteReader& in);  // throws data_loss on bytes that Encode never wrote
///     };
///
/// Encodings are Beam's standard ones in their nested form: each value knows its own end. Those
/// that are shorter where the value is the last thing in its bytes (a string without its length)
/// have that outer form as EncodeOuter and DecodeOuter, too.
template <class T>
struct Coder;

/// T can be written as bytes and read back.
template <class T>
concept HasCoder = requires(const T& value, ByteWriter& out, ByteReader& in) {
  Coder<T>::Encode(value, out);
  { Coder<T>::Decode(in) } -> std::same_as<T>;
};

namespace internal {

/// Throws data_loss when bytes are left in `in`.
void CheckAllRead(const ByteReader& in);

}  // namespace internal

/// The bytes of `value`.
template <HasCoder T>
std::string Encode(const T& value) {
  std::string bytes;
  ByteWriter writer(bytes);
  Coder<T>::Encode(value, writer);
  return bytes;
}

/// The value whose bytes are `bytes`, all of them: throws data_loss when some are left over.
template <HasCoder T>
T Decode(std::string_view bytes) {
  ByteReader reader(bytes);
  T value = Coder<T>::Decode(reader);
  internal::CheckAllRead(reader);
  return value;
}

/// Writes the outer form of `value`, after which nothing may follow in `out`.
template <HasCoder T>
void EncodeOuter(const T& value, ByteWriter& out) {
  if constexpr (requires { Coder<T>::EncodeOuter(value, out); }) {
    Coder<T>::EncodeOuter(value, out);
  } else {
    Coder<T>::Encode(value, out);
  }
}

/// Reads the outer form of a T, which may take all that is left in `in`.
template <HasCoder T>
T DecodeOuter(ByteReader& in) {
  if constexpr (requires { Coder<T>::DecodeOuter(in); }) {
    return Coder<T>::DecodeOuter(in);
  } else {
    return Coder<T>::Decode(in);
  }
}

}  // namespace beam
