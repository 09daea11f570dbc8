#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "beam/base/enum_names.h"
#include "beam/io/record/record_value.h"
#include "beam/io/record/record_writer.h"

namespace beam::io {

/// Writes `value` to `out`.
template <class T>
void WriteRecord(const T& value, RecordWriter& out);

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
