#include "klay_beam/numpy/record_arrays.h"

#include <utility>

#include "beam/base/error.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;
using beam::io::RecordField;
using beam::io::RecordType;
using enum beam::io::RecordType::Kind;

/// What the lists of a field, and lists in them, are of.
const RecordType& ItemOf(const RecordType& type) {
  return type.kind == kList && !type.is_nullable ? ItemOf(type.fields[0].type) : type;
}

bool HasForm(const RecordType& type) {
  const RecordType& item = ItemOf(type);
  return !item.is_nullable && item.kind != kBytes && item.kind != kMap && item.kind != kRow;
}

std::string NumpyTypeOf(const RecordType& item) {
  const std::string bytes = std::to_string(item.bits / 8);
  const std::string order = item.bits == 8 ? "|" : "<";
  switch (item.kind) {
    case kBool:
      return "|b1";
    case kSigned:
      return order + "i" + bytes;
    case kUnsigned:
      return order + "u" + bytes;
    case kTimestamp:
      return "<M8[us]";
    case kDuration:
      return "<m8[us]";
    default:
      return "<f" + bytes;
  }
}

}  // namespace

FieldArray::FieldArray(RecordField field) : field_(std::move(field)) {
  const RecordType* type = &field_.type;
  for (; type->kind == kList; type = &type->fields[0].type) lengths_.push_back(-1);
}

void FieldArray::AppendText(std::string_view value) {
  BeginItem();
  texts_.emplace_back(value);
}

void FieldArray::BeginItem() {
  if (!counts_.empty()) ++counts_.back();
}

void FieldArray::BeginList() {
  BeginItem();
  counts_.push_back(0);
}

void FieldArray::EndList() {
  std::int64_t& length = lengths_[counts_.size() - 1];
  const std::int64_t count = counts_.back();
  counts_.pop_back();
  if (length < 0) length = count;
  if (length != count) {
    throw Error(ErrorCode::kInvalidArgument,
                "lists of one field differ in length, which NumPy has no form for: expected " +
                    std::to_string(length) + ", found " + std::to_string(count) + " in field " +
                    field_.name);
  }
}

NumpyArray FieldArray::Take(bool is_one) {
  std::vector<std::int64_t> shape;
  if (!is_one) shape.push_back(num_records_);
  for (const std::int64_t length : lengths_) shape.push_back(std::max<std::int64_t>(0, length));
  const RecordType& item = ItemOf(field_.type);
  if (item.kind == kString || item.kind == kEnum) {
    return TextArrayOf(std::exchange(texts_, {}), std::move(shape));
  }
  return CheckedArray(NumpyTypeOf(item), std::move(shape), std::exchange(items_, {}));
}

RecordArrays::RecordArrays(const RecordType& row) {
  std::string formless;
  for (const RecordField& field : row.fields) {
    if (!HasForm(field.type)) {
      formless += (formless.empty() ? "" : ", ") + field.name + ": " + field.type.Describe();
    }
    fields_.emplace_back(field);
    bits_.push_back(ItemOf(field.type).bits);
  }
  if (formless.empty()) return;
  throw Error(ErrorCode::kInvalidArgument,
              "fields have no form in NumPy: expected numbers, bools, enums, text, times and lists "
              "of these, found " +
                  formless);
}

void RecordArrays::EndRecord() {
  for (FieldArray& field : fields_) field.EndRecord();
}

NumpyArrays RecordArrays::Take(bool is_one) {
  NumpyArrays arrays;
  for (FieldArray& field : fields_) {
    try {
      arrays.emplace(field.name(), field.Take(is_one));
    } catch (const Error& error) {
      throw error.WithContext("field " + field.name());
    }
  }
  return arrays;
}

void RecordArrays::Field(std::size_t index, std::string_view) {
  field_ = &fields_[index];
  field_bits_ = bits_[index];
}

void RecordArrays::Null() {
  throw Error(ErrorCode::kInternal, "a value is null that cannot be: field " + field_->name());
}

void RecordArrays::Bool(bool value) {
  field_->Append(value);
}

void RecordArrays::Signed(std::int64_t value) {
  switch (field_bits_) {
    case 8:
      return field_->Append(static_cast<std::int8_t>(value));
    case 16:
      return field_->Append(static_cast<std::int16_t>(value));
    case 32:
      return field_->Append(static_cast<std::int32_t>(value));
    default:
      return field_->Append(value);
  }
}

void RecordArrays::Unsigned(std::uint64_t value) {
  switch (field_bits_) {
    case 8:
      return field_->Append(static_cast<std::uint8_t>(value));
    case 16:
      return field_->Append(static_cast<std::uint16_t>(value));
    case 32:
      return field_->Append(static_cast<std::uint32_t>(value));
    default:
      return field_->Append(value);
  }
}

void RecordArrays::Float(float value) {
  field_->Append(value);
}

void RecordArrays::Double(double value) {
  field_->Append(value);
}

void RecordArrays::String(std::string_view value) {
  field_->AppendText(value);
}

void RecordArrays::Bytes(std::string_view) {
  Null();
}

void RecordArrays::Time(beam::Timestamp value) {
  field_->Append(value.micros);
}

void RecordArrays::Length(beam::Duration value) {
  field_->Append(value.micros);
}

void RecordArrays::BeginList() {
  field_->BeginList();
}

void RecordArrays::EndList() {
  field_->EndList();
}

void RecordArrays::BeginMap() {
  Null();
}

}  // namespace klay
