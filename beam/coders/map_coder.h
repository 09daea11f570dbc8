#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/coders/list_coding.h"
#include "beam/coders/row/row_field.h"

namespace beam {
namespace internal {

/// A 32-bit big-endian number of entries, then each key and its value.
template <class Map, class KeyCoder, class ValueCoder>
struct MapCoding {
  static void Encode(const Map& map, ByteWriter& out) {
    WriteMapSize(map.size(), out);
    if constexpr (requires { typename Map::key_compare; }) {
      for (const auto& [key, value] : map) {
        KeyCoder::Encode(key, out);
        ValueCoder::Encode(value, out);
      }
    } else {
      EncodeSorted(map, out);
    }
  }

  static Map Decode(ByteReader& in) {
    ListReader list(in);
    Map map;
    while (list.Next()) {
      auto key = KeyCoder::Decode(in);
      auto value = ValueCoder::Decode(in);
      if (!map.emplace(std::move(key), std::move(value)).second) ThrowKeyTwice();
    }
    return map;
  }

 private:
  /// By the bytes of the keys, so that equal maps have equal bytes.
  static void EncodeSorted(const Map& map, ByteWriter& out) {
    std::vector<std::pair<std::string, const typename Map::mapped_type*>> entries;
    entries.reserve(map.size());
    for (const auto& [key, value] : map) {
      std::string bytes;
      ByteWriter writer(bytes);
      KeyCoder::Encode(key, writer);
      entries.emplace_back(std::move(bytes), &value);
    }
    std::ranges::sort(entries, {}, [](const auto& entry) -> const auto& { return entry.first; });
    for (const auto& [key, value] : entries) {
      out.WriteBytes(key);
      ValueCoder::Encode(*value, out);
    }
  }
};

}  // namespace internal

/// The bytes of a beam:coder:iterable:v1 of beam:coder:kv:v1, in the order of the keys.
template <HasCoder K, HasCoder V, class... Rest>
struct Coder<std::map<K, V, Rest...>>
    : internal::MapCoding<std::map<K, V, Rest...>, Coder<K>, Coder<V>> {};

/// As std::map, in the order of the keys' bytes.
template <HasCoder K, HasCoder V, class... Rest>
struct Coder<std::unordered_map<K, V, Rest...>>
    : internal::MapCoding<std::unordered_map<K, V, Rest...>, Coder<K>, Coder<V>> {};

template <HasRowField K, HasRowField V, class... Rest>
struct RowField<std::map<K, V, Rest...>>
    : internal::MapCoding<std::map<K, V, Rest...>, RowField<K>, RowField<V>> {
  static FieldType Type() { return FieldType::Map(RowField<K>::Type(), RowField<V>::Type()); }
};

template <HasRowField K, HasRowField V, class... Rest>
struct RowField<std::unordered_map<K, V, Rest...>>
    : internal::MapCoding<std::unordered_map<K, V, Rest...>, RowField<K>, RowField<V>> {
  static FieldType Type() { return FieldType::Map(RowField<K>::Type(), RowField<V>::Type()); }
};

}  // namespace beam
