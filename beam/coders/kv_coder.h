#pragma once

#include <utility>

#include "beam/base/kv.h"
#include "beam/coders/coder.h"

namespace beam {

/// beam:coder:kv:v1: the key, then the value.
template <HasCoder K, HasCoder V>
struct Coder<KV<K, V>> {
  static void Encode(const KV<K, V>& value, ByteWriter& out) {
    Coder<K>::Encode(value.key, out);
    Coder<V>::Encode(value.value, out);
  }
  static KV<K, V> Decode(ByteReader& in) {
    K key = Coder<K>::Decode(in);
    V value = Coder<V>::Decode(in);
    return {std::move(key), std::move(value)};
  }

  static void EncodeOuter(const KV<K, V>& value, ByteWriter& out) {
    Coder<K>::Encode(value.key, out);
    beam::EncodeOuter(value.value, out);
  }
  static KV<K, V> DecodeOuter(ByteReader& in) {
    K key = Coder<K>::Decode(in);
    V value = beam::DecodeOuter<V>(in);
    return {std::move(key), std::move(value)};
  }
};

}  // namespace beam
