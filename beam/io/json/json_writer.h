#pragma once

#include <string>

#include "beam/io/record/record_writer.h"

namespace beam::io {

/// Writes a record as JSON on one line. What JSON has no form for is as in the JSON of protobuf:
/// bytes are base64, times RFC 3339, durations "1.5s", numbers that are none "NaN", "Infinity" and
/// "-Infinity", keys of maps strings. Throws invalid_argument for a string that is not UTF-8: make
/// such a field beam::Bytes, or PrintableUtf8 of it.
class JsonWriter final : public RecordWriter {
 public:
  /// Appends to `out`.
  explicit JsonWriter(std::string& out) : out_(out) {}

  void Null() override;
  void Bool(bool value) override;
  void Signed(std::int64_t value) override;
  void Unsigned(std::uint64_t value) override;
  void Float(float value) override;
  void Double(double value) override;
  void String(std::string_view value) override;
  void Bytes(std::string_view value) override;
  void Time(Timestamp value) override;
  void Length(Duration value) override;

  void BeginRow() override { Begin('{'); }
  void Field(std::size_t index, std::string_view name) override;
  void EndRow() override { End('}'); }
  void BeginList() override { Begin('['); }
  void Item() override { Separate(); }
  void EndList() override { End(']'); }
  void BeginMap() override { Begin('{'); }
  void Key() override;
  void Value() override;
  void EndMap() override { End('}'); }

 private:
  void Begin(char bracket);
  void End(char bracket);
  /// The comma before all items but the first.
  void Separate();
  /// A value that is no string, in quotes where a key is wanted.
  void Plain(std::string_view text);
  template <class T>
  void Number(T value);

  std::string& out_;
  bool is_first_ = true;
  bool is_key_ = false;
};

}  // namespace beam::io
