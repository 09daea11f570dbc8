#pragma once

#include <utility>

#include "beam/coders/row/row_coder.h"

namespace beam {

/// One of the shards that a key with very many values is dealt to.
template <class K>
struct ShardedKey {
  Bytes shard_id;
  K key;
  auto operator<=>(const ShardedKey&) const = default;
};

/// beam:coder:sharded_key:v1: the shard, then the key.
template <HasCoder K>
struct Coder<ShardedKey<K>> {
  static void Encode(const ShardedKey<K>& value, ByteWriter& out) {
    Coder<Bytes>::Encode(value.shard_id, out);
    Coder<K>::Encode(value.key, out);
  }
  static ShardedKey<K> Decode(ByteReader& in) {
    Bytes shard_id = Coder<Bytes>::Decode(in);
    K key = Coder<K>::Decode(in);
    return {std::move(shard_id), std::move(key)};
  }
};

template <HasRowField K>
struct RowField<ShardedKey<K>> : internal::RowOf<ShardedKey<K>> {};

}  // namespace beam
