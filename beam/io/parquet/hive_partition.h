#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "beam/io/record/record.h"

namespace beam::io {

/// The name of a Hive-style partition's folder: "language=en". Bytes that are no letters, digits,
/// `_`, `-` or `.` are percent-encoded; nothing, for null, is __HIVE_DEFAULT_PARTITION__.
std::string PartitionFolder(std::string_view field, const std::optional<std::string>& value);

/// The partitions that a file's path names, by field: {language: en} for "out/language=en/x".
std::map<std::string, std::optional<std::string>, std::less<>> PartitionsOfPath(
    std::string_view path);

/// Whether a folder's name can tell a value of this type: a string, an enum, an integer or a bool.
bool CanPartition(const RecordType& type);

/// The field of `row` that its files are partitioned by. Throws invalid_argument when there is no
/// such field, no folder's name can tell it, or it is the only field.
const RecordField& PartitionField(const RecordType& row, std::string_view field);

/// `row` without the field.
RecordType WithoutField(const RecordType& row, std::string_view field);

namespace internal {

template <class T>
std::optional<std::string> PartitionText(const T& value) {
  if constexpr (kIsOptionalField<T>) {
    return value.has_value() ? PartitionText(*value) : std::nullopt;
  } else if constexpr (std::same_as<T, std::string>) {
    return value;
  } else if constexpr (std::is_enum_v<T>) {
    return NameToWrite(value);
  } else if constexpr (std::same_as<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::integral<T>) {
    return std::to_string(value);
  } else {
    return std::nullopt;  // CanPartition says no.
  }
}

}  // namespace internal

/// The folder of a record whose files are partitioned by `field`.
template <PlainStruct T>
std::string PartitionOfRecord(const T& record, std::string_view field) {
  std::string folder;
  ForEachField(record, [&](std::string_view name, const auto& value) {
    if (name == field) folder = PartitionFolder(name, internal::PartitionText(value));
  });
  return folder;
}

/// Writes a record without one of its fields.
template <PlainStruct T>
void WriteRecordWithout(std::string_view left_out, const T& record, RecordWriter& out) {
  out.BeginRow();
  std::size_t index = 0;
  ForEachField(record, [&](std::string_view name, const auto& value) {
    if (name == left_out) return;
    out.Field(index++, name);
    WriteRecord(value, out);
  });
  out.EndRow();
}

}  // namespace beam::io
