#pragma once

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "beam/base/iterable.h"
#include "beam/coders/encoded_items.h"
#include "beam/coders/list_coding.h"
#include "beam/coders/row/row_field.h"

namespace beam {
namespace internal {

template <class T, class ItemCoder>
struct VectorCoding {
  static void Encode(const std::vector<T>& items, ByteWriter& out) {
    EncodeList<ItemCoder>(items, items.size(), out);
  }
  static std::vector<T> Decode(ByteReader& in) {
    ListReader list(in);
    std::vector<T> items;
    items.reserve(list.ItemsToReserve(sizeof(T)));
    while (list.Next()) items.push_back(ItemCoder::Decode(in));
    return items;
  }
};

template <class T, std::size_t N, class ItemCoder>
struct ArrayCoding {
  static void Encode(const std::array<T, N>& items, ByteWriter& out) {
    EncodeList<ItemCoder>(items, N, out);
  }
  static std::array<T, N> Decode(ByteReader& in) {
    ListReader list(in);
    std::array<T, N> items{};
    for (T& item : items) {
      if (!list.Next()) ThrowNotOfLength(N);
      item = ItemCoder::Decode(in);
    }
    if (list.Next()) ThrowNotOfLength(N);
    return items;
  }
};

template <class T, class ItemCoder>
struct IterableCoding {
  static void Encode(const Iterable<T>& items, ByteWriter& out) {
    EncodeList<ItemCoder>(items, items.size(), out);
  }
  static Iterable<T> Decode(ByteReader& in) { return DecodeIterable<T, ItemCoder>(in); }
};

}  // namespace internal

/// beam:coder:iterable:v1. Written with its length, and read in either form.
template <HasCoder T>
struct Coder<std::vector<T>> : internal::VectorCoding<T, Coder<T>> {};

/// The same bytes as std::vector's; throws data_loss when they are not N items.
template <HasCoder T, std::size_t N>
struct Coder<std::array<T, N>> : internal::ArrayCoding<T, N, Coder<T>> {};

/// The same bytes as std::vector's, read and written chunk by chunk: what is long stays encoded.
template <HasCoder T>
struct Coder<Iterable<T>> : internal::IterableCoding<T, Coder<T>> {};

template <HasRowField T>
struct RowField<std::vector<T>> : internal::VectorCoding<T, RowField<T>> {
  static FieldType Type() { return FieldType::Array(RowField<T>::Type()); }
};

/// An array as any other: schemas know of no fixed length.
template <HasRowField T, std::size_t N>
struct RowField<std::array<T, N>> : internal::ArrayCoding<T, N, RowField<T>> {
  static FieldType Type() { return FieldType::Array(RowField<T>::Type()); }
};

template <HasRowField T>
struct RowField<Iterable<T>> : internal::IterableCoding<T, RowField<T>> {
  static FieldType Type() { return FieldType::Iterable(RowField<T>::Type()); }
};

}  // namespace beam
