#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "beam/io/record/record.h"
#include "klay_beam/numpy/npz.h"

namespace klay {

/// The values of one field as an array: of one record, or of many, whose index is then the first.
/// Lists are further indices, and all of one field have the same lengths. Times and durations are
/// NumPy's, in microseconds.
class FieldArray {
 public:
  explicit FieldArray(beam::io::RecordField field);

  const std::string& name() const { return field_.name; }

  template <NumpyItem T>
  void Append(T value) {
    BeginItem();
    items_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  void AppendText(std::string_view value);
  void BeginList();
  void EndList();
  /// The record, or the one before, has its value.
  void EndRecord() { ++num_records_; }

  /// The array; `is_one` without the index of records. Throws invalid_argument for what
  /// TextArrayOf takes none of.
  NumpyArray Take(bool is_one);

 private:
  void BeginItem();

  beam::io::RecordField field_;
  std::vector<std::int64_t> lengths_;  ///< Of lists within lists; -1 while the first is read.
  std::vector<std::int64_t> counts_;   ///< Items of the lists that are open.
  std::string items_;
  std::vector<std::string> texts_;
  std::int64_t num_records_ = 0;
};

/// Takes records apart into an array for each field.
class RecordArrays final : public beam::io::RecordWriter {
 public:
  /// Throws invalid_argument, naming them, for fields that have no form in NumPy: optional ones,
  /// bytes, maps and structs.
  explicit RecordArrays(const beam::io::RecordType& row);

  void EndRecord();
  /// The arrays by field; `is_one` for one record, whose values have no index of their own.
  NumpyArrays Take(bool is_one);

  void Null() override;
  void Bool(bool value) override;
  void Signed(std::int64_t value) override;
  void Unsigned(std::uint64_t value) override;
  void Float(float value) override;
  void Double(double value) override;
  void String(std::string_view value) override;
  void Bytes(std::string_view value) override;
  void Time(beam::Timestamp value) override;
  void Length(beam::Duration value) override;

  void BeginRow() override {}
  void Field(std::size_t index, std::string_view name) override;
  void EndRow() override {}
  void BeginList() override;
  void Item() override {}
  void EndList() override;
  void BeginMap() override;
  void Key() override {}
  void Value() override {}
  void EndMap() override {}

 private:
  std::vector<FieldArray> fields_;
  std::vector<int> bits_;  ///< Of each field's numbers.
  FieldArray* field_ = nullptr;
  int field_bits_ = 0;
};

/// The fields of a plain struct as arrays: numbers, bools, enums (their names), text, times, and
/// lists of these of equal lengths. A field that is a NumpyArray is that array.
template <beam::PlainStruct T>
NumpyArrays ArraysOf(const T& record) {
  NumpyArrays arrays;
  beam::io::RecordType row;
  beam::ForEachField(record, [&]<class Field>(std::string_view name, const Field& value) {
    if constexpr (std::same_as<Field, NumpyArray>) {
      arrays.emplace(name, value);
    } else {
      beam::io::RecordType one;
      one.fields.push_back({.name = std::string(name), .type = beam::io::RecordTypeOf<Field>()});
      RecordArrays writer(one);
      writer.Field(0, name);
      beam::io::WriteRecord(value, writer);
      writer.EndRecord();
      arrays.merge(writer.Take(/*is_one=*/true));
    }
  });
  return arrays;
}

}  // namespace klay
