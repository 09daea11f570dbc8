#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/base/reflection/enum_names.h"
#include "beam/io/record/record_value.h"
#include "beam/io/record/record_writer.h"

namespace beam::io {

/// Writes `value` to `out`.
template <class T>
void WriteRecord(const T& value, RecordWriter& out);

namespace internal {

/// Throws invalid_argument for a value without a name, which nobody could read.
template <class E>
const std::string& NameToWrite(E value) {
  static const auto names = [] {
    std::map<E, std::string> by_value;
    for (const std::string& name : EnumNames<E>()) by_value.emplace(*EnumFromName<E>(name), name);
    return by_value;
  }();
  const auto known = names.find(value);
  if (known != names.end()) return known->second;
  throw Error(
      ErrorCode::kInvalidArgument,
      "a value of an enum has no name to write (names are those of 0 to 31): " + EnumName(value));
}

template <class T>
void WriteScalar(const T& value, RecordWriter& out) {
  if constexpr (std::same_as<T, bool>) {
    out.Bool(value);
  } else if constexpr (std::is_enum_v<T>) {
    out.String(NameToWrite(value));
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

}  // namespace beam::io
