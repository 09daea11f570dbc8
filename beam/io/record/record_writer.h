#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "beam/base/time/timestamp.h"

namespace beam::io {

/// Takes a record apart, value by value: what a file format writes. The calls follow the record's
/// RecordType.
class RecordWriter {
 public:
  virtual ~RecordWriter() = default;

  virtual void Null() = 0;
  virtual void Bool(bool value) = 0;
  virtual void Signed(std::int64_t value) = 0;
  virtual void Unsigned(std::uint64_t value) = 0;
  virtual void Float(float value) = 0;
  virtual void Double(double value) = 0;
  /// Of an enum, too: its name.
  virtual void String(std::string_view value) = 0;
  virtual void Bytes(std::string_view value) = 0;
  virtual void Time(Timestamp value) = 0;
  virtual void Length(Duration value) = 0;

  /// BeginRow (Field value)* EndRow, with all fields in order.
  virtual void BeginRow() = 0;
  virtual void Field(std::size_t index, std::string_view name) = 0;
  virtual void EndRow() = 0;
  /// BeginList (Item value)* EndList
  virtual void BeginList() = 0;
  virtual void Item() = 0;
  virtual void EndList() = 0;
  /// BeginMap (Key value Value value)* EndMap
  virtual void BeginMap() = 0;
  virtual void Key() = 0;
  virtual void Value() = 0;
  virtual void EndMap() = 0;
};

}  // namespace beam::io
