#pragma once

#include <tuple>

#include "beam/coders/coder.h"

namespace beam {

/// The parts one after the other, as beam:coder:kv:v1 does it for two.
template <HasCoder... T>
struct Coder<std::tuple<T...>> {
  static void Encode(const std::tuple<T...>& value, [[maybe_unused]] ByteWriter& out) {
    std::apply([&](const T&... parts) { (Coder<T>::Encode(parts, out), ...); }, value);
  }
  static std::tuple<T...> Decode([[maybe_unused]] ByteReader& in) {
    return std::tuple<T...>{Coder<T>::Decode(in)...};  // Braces: from left to right.
  }
};

}  // namespace beam
