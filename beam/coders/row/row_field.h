#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

#include "beam/base/reflection/enum_names.h"
#include "beam/base/reflection/type_name.h"
#include "beam/coders/bool_coder.h"
#include "beam/coders/coder.h"
#include "beam/coders/double_coder.h"
#include "beam/coders/length_prefix_coder.h"
#include "beam/coders/nullable_coder.h"
#include "beam/coders/schema.h"
#include "beam/coders/string_coder.h"
#include "beam/coders/varint_coder.h"

/// How values are written as fields of a row, and what the row's schema says of them. Within rows
/// Beam writes some types otherwise than alone: an INT16 is two bytes, a negative INT32 five.
///
/// Beam's integers are signed. An unsigned one is the next wider signed one, so that its value
/// stays true; 64 bits are an INT64 all the same, where another SDK reads what is beyond 2^63-1 as
/// negative.
namespace beam {

/// A T as a field. This one is for a class that has nothing but a Coder: its bytes with their
/// length, which only C++ can read. Specialise it to say more of a class of your own.
template <class T>
struct RowField {
  static FieldType Type()
    requires HasCoder<T>
  {
    return FieldType::Logical("klay_beam:logical_type:coder:v1",
                              FieldType::Atomic(AtomicType::kBytes), TypeName(typeid(T)));
  }
  static void Encode(const T& value, ByteWriter& out)
    requires HasCoder<T>
  {
    LengthPrefixCoder<T>::Encode(value, out);
  }
  static T Decode(ByteReader& in)
    requires HasCoder<T>
  {
    return LengthPrefixCoder<T>::Decode(in);
  }
};

/// T can be a field of a row.
template <class T>
concept HasRowField = requires(const T& value, ByteWriter& out, ByteReader& in) {
  RowField<T>::Type();
  RowField<T>::Encode(value, out);
  { RowField<T>::Decode(in) } -> std::same_as<T>;
};

namespace internal {

template <class T>
inline constexpr bool kIsCharacter = std::same_as<T, wchar_t> || std::same_as<T, char8_t> ||
                                     std::same_as<T, char16_t> || std::same_as<T, char32_t>;

/// A field that is written as it is alone.
template <class T, AtomicType kType>
struct AtomicField : Coder<T> {
  static FieldType Type() { return FieldType::Atomic(kType); }
};

template <class T>
consteval AtomicType TypeOfInteger() {
  constexpr std::size_t kSize = sizeof(T) * (std::is_signed_v<T> || sizeof(T) == 8 ? 1 : 2);
  if (std::same_as<T, char>) return AtomicType::kByte;
  return kSize == 1   ? AtomicType::kByte
         : kSize == 2 ? AtomicType::kInt16
         : kSize == 4 ? AtomicType::kInt32
                      : AtomicType::kInt64;
}

}  // namespace internal

template <>
struct RowField<bool> : internal::AtomicField<bool, AtomicType::kBoolean> {};
template <>
struct RowField<float> : internal::AtomicField<float, AtomicType::kFloat> {};
template <>
struct RowField<double> : internal::AtomicField<double, AtomicType::kDouble> {};
template <>
struct RowField<std::string> : internal::AtomicField<std::string, AtomicType::kString> {};
template <>
struct RowField<Bytes> : internal::AtomicField<Bytes, AtomicType::kBytes> {};

template <std::integral T>
  requires(!internal::kIsCharacter<T>)
struct RowField<T> {
  static constexpr AtomicType kType = internal::TypeOfInteger<T>();

  static FieldType Type() { return FieldType::Atomic(kType); }

  static void Encode(T value, ByteWriter& out) {
    if constexpr (kType == AtomicType::kByte) {
      out.WriteByte(static_cast<std::uint8_t>(value));
    } else if constexpr (kType == AtomicType::kInt16) {
      out.WriteBigEndian16(static_cast<std::uint16_t>(value));
    } else if constexpr (kType == AtomicType::kInt32) {
      out.WriteVarint(static_cast<std::uint32_t>(value));
    } else {
      out.WriteVarint(static_cast<std::uint64_t>(value));
    }
  }

  static T Decode(ByteReader& in) {
    if constexpr (kType == AtomicType::kByte) {
      return static_cast<T>(in.ReadByte());
    } else if constexpr (kType == AtomicType::kInt16) {
      return Checked(static_cast<std::int16_t>(in.ReadBigEndian16()));
    } else if constexpr (kType == AtomicType::kInt32) {
      return Checked(ReadInt32(in));
    } else if constexpr (sizeof(T) == 8) {
      return static_cast<T>(in.ReadVarint());
    } else {
      return Checked(static_cast<std::int64_t>(in.ReadVarint()));
    }
  }

 private:
  static T Checked(std::int64_t value) {
    if (!std::in_range<T>(value)) internal::ThrowIntegerDoesNotFit(value, sizeof(T));
    return static_cast<T>(value);
  }

  /// The 32 bits without their sign's extension, as Beam's SDKs write them, or with it.
  static std::int64_t ReadInt32(ByteReader& in) {
    const std::uint64_t bits = in.ReadVarint();
    if (bits <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::int32_t>(bits);
    const auto value = static_cast<std::int64_t>(bits);
    if (!std::in_range<std::int32_t>(value)) internal::ThrowIntegerDoesNotFit(value, 4);
    return value;
  }
};

/// Beam has no standard enumeration. This is Java's "Enum" (names and numbers, represented by the
/// number) under a name of our own: a reader that does not know it sees the number.
template <class E>
  requires std::is_enum_v<E>
struct RowField<E> {
  using Number = RowField<std::underlying_type_t<E>>;

  static FieldType Type() {
    std::vector<std::pair<std::string, std::int32_t>> values;
    for (std::int32_t number = 0; const std::string_view name : internal::kEnumeratorNames<E>) {
      if (!name.empty()) values.emplace_back(internal::WrittenName(name), number);
      ++number;
    }
    return FieldType::Logical("klay_beam:logical_type:enumeration:v1", Number::Type(),
                              std::move(values));
  }
  static void Encode(E value, ByteWriter& out) {
    Number::Encode(static_cast<std::underlying_type_t<E>>(value), out);
  }
  static E Decode(ByteReader& in) { return static_cast<E>(Number::Decode(in)); }
};

/// Within a list or a map; a row has a bit for each of its own fields that is null.
template <HasRowField T>
  requires(!internal::kIsOptional<T>)
struct RowField<std::optional<T>> : internal::NullableCoding<T, RowField<T>> {
  static FieldType Type() { return RowField<T>::Type().Nullable(); }
};

}  // namespace beam
