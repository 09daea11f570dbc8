#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/base/bytes.h"
#include "beam/base/enum_names.h"
#include "beam/base/field_doc.h"
#include "beam/base/reflect.h"
#include "beam/io/record/record_reader.h"
#include "beam/io/record/record_type.h"
#include "beam/io/record/record_writer.h"

/// Plain structs as records of files: their type, and their way into and out of a format. Fields
/// are bools, numbers, enums (by name), std::string, Bytes, Timestamp, Duration, std::optional,
/// std::vector, std::array, std::map and std::unordered_map of these, and plain structs.
namespace beam::io {
namespace internal {

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

/// Throws invalid_argument: types do not nest so deeply, unless one holds itself.
void CheckTypeDepth(int depth);

template <class T>
RecordType TypeAtDepth(int depth) {
  CheckRecordValue<T>();
  CheckTypeDepth(++depth);
  using enum RecordType::Kind;
  RecordType type;
  if constexpr (kIsScalar<T>) {
    type.kind = ScalarKind<T>();
    type.bits = kIsNumber<T> ? static_cast<int>(8 * sizeof(T)) : 0;
  } else if constexpr (kIsOptionalField<T>) {
    static_assert(!kIsOptionalField<typename T::value_type>,
                  "beam::io: an optional of an optional has two kinds of null; files have one");
    type = TypeAtDepth<typename T::value_type>(depth);
    type.is_nullable = true;
  } else if constexpr (kIsVector<T> || kArrayLength<T> != 0) {
    type.kind = kList;
    type.length = kArrayLength<T>;
    type.fields = {{"item", TypeAtDepth<typename T::value_type>(depth)}};
  } else if constexpr (kIsMap<T>) {
    type.kind = kMap;
    type.fields = {{"key", TypeAtDepth<typename T::key_type>(depth)},
                   {"value", TypeAtDepth<typename T::mapped_type>(depth)}};
  } else if constexpr (PlainStruct<T>) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      using FieldTypes = decltype(Fields(std::declval<T&>()));
      (type.fields.push_back(
           {std::string(kFieldNames<T>[I]),
            TypeAtDepth<std::remove_cvref_t<std::tuple_element_t<I, FieldTypes>>>(depth),
            beam::internal::DocOf<T>(kFieldNames<T>[I])}),
       ...);
    }(std::make_index_sequence<kFieldCount<T>>());
  }
  return type;
}

}  // namespace internal

/// The type of T. Throws invalid_argument for a struct that holds itself.
template <class T>
RecordType RecordTypeOf() {
  return internal::TypeAtDepth<T>(0);
}

/// Writes `value` to `out`.
template <class T>
void WriteRecord(const T& value, RecordWriter& out);

/// Takes a T from `in`. Throws data_loss for what is none, for a field that is missing and is no
/// std::optional, and for one that comes twice.
template <class T>
void ReadRecord(RecordReader& in, T& value);

namespace internal {

template <class T>
void WriteScalar(const T& value, RecordWriter& out) {
  if constexpr (std::same_as<T, bool>) {
    out.Bool(value);
  } else if constexpr (std::is_enum_v<T>) {
    out.String(EnumName(value));
  } else if constexpr (std::same_as<T, std::string>) {
    out.String(value);
  } else if constexpr (std::same_as<T, Bytes>) {
    out.Bytes(value.data);
  } else if constexpr (std::same_as<T, Timestamp>) {
    out.Time(value);
  } else if constexpr (std::same_as<T, Duration>) {
    out.Length(value);
  } else if constexpr (std::same_as<T, float>) {
    out.Float(value);
  } else if constexpr (std::same_as<T, double>) {
    out.Double(value);
  } else if constexpr (std::is_signed_v<T>) {
    out.Signed(value);
  } else {
    out.Unsigned(value);
  }
}

template <class K, class V>
void WriteEntry(const K& key, const V& value, RecordWriter& out) {
  out.Key();
  WriteRecord(key, out);
  out.Value();
  WriteRecord(value, out);
}

template <class Map>
void WriteMap(const Map& map, RecordWriter& out) {
  out.BeginMap();
  if constexpr (requires { map.bucket_count(); }) {
    // The same map makes the same bytes, however it was filled.
    std::vector<const typename Map::value_type*> sorted;
    for (const auto& entry : map) sorted.push_back(&entry);
    std::ranges::sort(sorted, {}, [](const auto* entry) -> const auto& { return entry->first; });
    for (const auto* entry : sorted) WriteEntry(entry->first, entry->second, out);
  } else {
    for (const auto& [key, value] : map) WriteEntry(key, value, out);
  }
  out.EndMap();
}

template <class E>
const std::map<std::string, E, std::less<>>& ValuesByName() {
  static const auto values = [] {
    std::map<std::string, E, std::less<>> by_name;
    for (const std::string& name : EnumNames<E>()) by_name.emplace(name, *EnumFromName<E>(name));
    return by_name;
  }();
  return values;
}

template <class T>
void ReadScalar(RecordReader& in, T& value) {
  if constexpr (std::same_as<T, bool>) {
    value = in.ReadBool();
  } else if constexpr (std::is_enum_v<T>) {
    const std::string name = in.ReadString();
    const auto known = ValuesByName<T>().find(name);
    if (known == ValuesByName<T>().end()) {
      std::string expected;
      for (const std::string& one : EnumNames<T>()) expected += (expected.empty() ? "" : "|") + one;
      in.Fail(expected, '"' + name + '"');
    }
    value = known->second;
  } else if constexpr (std::same_as<T, std::string>) {
    value = in.ReadString();
  } else if constexpr (std::same_as<T, Bytes>) {
    value.data = in.ReadBytes();
  } else if constexpr (std::same_as<T, Timestamp>) {
    value = in.ReadTime();
  } else if constexpr (std::same_as<T, Duration>) {
    value = in.ReadLength();
  } else if constexpr (std::floating_point<T>) {
    const double wide = in.ReadDouble();
    value = static_cast<T>(wide);
    if (std::isinf(value) && !std::isinf(wide)) in.Fail("a 32-bit number", std::to_string(wide));
  } else if constexpr (std::is_signed_v<T>) {
    value =
        static_cast<T>(in.ReadSigned(std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
  } else {
    value = static_cast<T>(in.ReadUnsigned(std::numeric_limits<T>::max()));
  }
}

template <class T>
void ReadArray(RecordReader& in, T& value) {
  const std::string expected = "a list of " + std::to_string(value.size());
  std::size_t count = 0;
  in.BeginList();
  while (in.NextItem()) {
    if (count == value.size()) in.Fail(expected, "a longer one");
    ReadRecord(in, value[count++]);
  }
  if (count < value.size()) in.Fail(expected, "one of " + std::to_string(count));
}

template <class T>
void ReadMap(RecordReader& in, T& value) {
  value.clear();
  in.BeginMap();
  while (in.NextEntry()) {
    typename T::key_type key{};
    ReadRecord(in, key);
    const auto [position, is_new] = value.try_emplace(std::move(key));
    if (!is_new) in.Fail("each key once", "it twice");
    in.EntryValue();
    ReadRecord(in, position->second);
  }
}

template <class T>
void ReadRow(RecordReader& in, T& value) {
  auto fields = Fields(value);
  std::array<bool, kFieldCount<T> + 1> seen = {};
  in.BeginRow(kFieldNames<T>);
  while (const std::optional<std::size_t> index = in.NextField()) {
    if (std::exchange(seen[*index], true)) in.Fail("the field once", "it twice");
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (void)((I == *index && (ReadRecord(in, std::get<I>(fields)), true)) || ...);
    }(std::make_index_sequence<kFieldCount<T>>());
  }
  std::size_t index = 0;
  ForEachField(value, [&](std::string_view name, auto& field) {
    using Field = std::remove_cvref_t<decltype(field)>;
    if (seen[index++]) return;
    if constexpr (kIsOptionalField<Field>) {
      field.reset();
    } else {
      in.Fail("a field \"" + std::string(name) + "\"", "none");
    }
  });
}

}  // namespace internal

template <class T>
void WriteRecord(const T& value, RecordWriter& out) {
  internal::CheckRecordValue<T>();
  if constexpr (internal::kIsScalar<T>) {
    internal::WriteScalar(value, out);
  } else if constexpr (internal::kIsOptionalField<T>) {
    if (value.has_value()) {
      WriteRecord(*value, out);
    } else {
      out.Null();
    }
  } else if constexpr (internal::kIsMap<T>) {
    internal::WriteMap(value, out);
  } else if constexpr (internal::kIsVector<T> || internal::kArrayLength<T> != 0) {
    out.BeginList();
    for (const auto& item : value) {
      out.Item();
      WriteRecord<typename T::value_type>(item, out);
    }
    out.EndList();
  } else if constexpr (internal::kIsRecordValue<T>) {
    out.BeginRow();
    std::size_t index = 0;
    ForEachField(value, [&](std::string_view name, const auto& field) {
      out.Field(index++, name);
      WriteRecord(field, out);
    });
    out.EndRow();
  }
}

template <class T>
void ReadRecord(RecordReader& in, T& value) {
  internal::CheckRecordValue<T>();
  if constexpr (internal::kIsScalar<T>) {
    internal::ReadScalar(in, value);
  } else if constexpr (internal::kIsOptionalField<T>) {
    value.reset();
    if (!in.TakeNull()) ReadRecord(in, value.emplace());
  } else if constexpr (internal::kIsMap<T>) {
    internal::ReadMap(in, value);
  } else if constexpr (internal::kArrayLength<T> != 0) {
    internal::ReadArray(in, value);
  } else if constexpr (internal::kIsVector<T>) {
    value.clear();
    in.BeginList();
    while (in.NextItem()) {
      typename T::value_type item{};
      ReadRecord(in, item);
      value.push_back(std::move(item));
    }
  } else if constexpr (internal::kIsRecordValue<T>) {
    internal::ReadRow(in, value);
  }
}

}  // namespace beam::io
