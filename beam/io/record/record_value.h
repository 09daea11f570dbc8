#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/reflection/reflect.h"
#include "beam/base/time/timestamp.h"
#include "beam/io/record/record_type.h"

/// Which C++ types may be in records, and what they are there.
namespace beam::io::internal {

template <class>
inline constexpr bool kIsOptionalField = false;
template <class T>
inline constexpr bool kIsOptionalField<std::optional<T>> = true;
template <class>
inline constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class>
inline constexpr std::size_t kArrayLength = 0;
template <class T, std::size_t N>
inline constexpr std::size_t kArrayLength<std::array<T, N>> = N;
template <class>
inline constexpr bool kIsMap = false;
template <class K, class V>
inline constexpr bool kIsMap<std::map<K, V>> = true;
template <class K, class V>
inline constexpr bool kIsMap<std::unordered_map<K, V>> = true;

template <class T>
inline constexpr bool kIsNumber =
    std::is_arithmetic_v<T> && !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
    !std::same_as<T, char16_t> && !std::same_as<T, char32_t> && !std::same_as<T, long double>;

template <class T>
consteval RecordType::Kind ScalarKind() {
  using enum RecordType::Kind;
  if (std::same_as<T, bool>) return kBool;
  if (std::is_enum_v<T>) return kEnum;
  if (std::same_as<T, std::string>) return kString;
  if (std::same_as<T, Bytes>) return kBytes;
  if (std::same_as<T, Timestamp>) return kTimestamp;
  if (std::same_as<T, Duration>) return kDuration;
  if (std::floating_point<T>) return kFloat;
  return std::is_signed_v<T> ? kSigned : kUnsigned;
}

template <class T>
inline constexpr bool kIsScalar =
    kIsNumber<T> || std::is_enum_v<T> || std::same_as<T, std::string> || std::same_as<T, Bytes> ||
    std::same_as<T, Timestamp> || std::same_as<T, Duration>;

template <class T>
inline constexpr bool kIsRecordValue = kIsScalar<T> || kIsOptionalField<T> || kIsVector<T> ||
                                       kArrayLength<T> != 0 || kIsMap<T> || PlainStruct<T>;

template <class T>
consteval void CheckRecordValue() {
  static_assert(kIsRecordValue<T>,
                "beam::io: this type cannot be a field of a record; use bool, numbers, enums, "
                "std::string, beam::Bytes, beam::Timestamp, beam::Duration, std::optional, "
                "std::vector, std::array, std::map or plain structs of these");
}

}  // namespace beam::io::internal
