#pragma once

#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

#include "beam/base/reflect.h"
#include "beam/coders/coder.h"

namespace beam {
namespace internal {

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

/// Takes the field count and the null bits off `in`: one bit a field, least significant first;
/// bits that are left out are 0. Throws data_loss when the count is not `fields`.
std::string_view ReadRowHeader(ByteReader& in, std::size_t fields);

inline bool IsNull(std::string_view null_bits, std::size_t field) {
  const std::size_t byte = field / 8;
  return byte < null_bits.size() &&
         (static_cast<unsigned char>(null_bits[byte]) >> field % 8 & 1) != 0;
}

/// Writes the field count and the null bits, without trailing zero bytes.
void WriteRowHeader(ByteWriter& out, std::size_t fields, std::uint64_t null_bits);

template <class T>
inline constexpr bool kFieldsHaveCoders = false;
template <class... T>
inline constexpr bool kFieldsHaveCoders<std::tuple<T&...>> = (HasCoder<T> && ...);

}  // namespace internal

/// beam:coder:row:v1 for plain structs: field count, null bits, then each field that is not null.
/// std::optional fields are the nullable ones.
template <PlainStruct T>
  requires internal::kFieldsHaveCoders<decltype(Fields(std::declval<T&>()))>
struct Coder<T> {
  static void Encode(const T& row, ByteWriter& out) {
    std::uint64_t null_bits = 0;
    std::size_t index = 0;
    ForEachField(row, [&](std::string_view, const auto& field) {
      if constexpr (internal::kIsOptional<std::remove_cvref_t<decltype(field)>>) {
        if (!field.has_value()) null_bits |= std::uint64_t{1} << index;
      }
      ++index;
    });
    internal::WriteRowHeader(out, kFieldCount<T>, null_bits);
    ForEachField(row, [&](std::string_view, const auto& field) { EncodeField(field, out); });
  }

  static T Decode(ByteReader& in) {
    const std::string_view null_bits = internal::ReadRowHeader(in, kFieldCount<T>);
    T row{};
    std::size_t index = 0;
    ForEachField(row, [&](std::string_view, auto& field) {
      DecodeField(field, in, internal::IsNull(null_bits, index++));
    });
    return row;
  }

 private:
  template <class Field>
  static void EncodeField(const Field& field, ByteWriter& out) {
    if constexpr (internal::kIsOptional<Field>) {
      if (field.has_value()) Coder<typename Field::value_type>::Encode(*field, out);
    } else {
      Coder<Field>::Encode(field, out);
    }
  }

  template <class Field>
  static void DecodeField(Field& field, ByteReader& in, bool is_null) {
    if constexpr (internal::kIsOptional<Field>) {
      if (!is_null) field = Coder<typename Field::value_type>::Decode(in);
    } else {
      if (is_null) throw Error(ErrorCode::kDataLoss, "null in a field that takes none");
      field = Coder<Field>::Decode(in);
    }
  }
};

}  // namespace beam
