#include <arrow/array/array_binary.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/array_nested.h>
#include <arrow/array/array_primitive.h>
#include <arrow/type.h>

#include <string>

#include "beam/base/error.h"
#include "beam/io/parquet/arrow_column_internal.h"

namespace beam::io::internal {
namespace {

using enum RecordType::Kind;

template <class Array>
const Array& As(const arrow::Array& array) {
  return static_cast<const Array&>(array);
}

template <class Out, class Array>
Out IntegerAt(const arrow::Array& array, std::int64_t at) {
  return static_cast<Out>(As<Array>(array).Value(at));
}

template <class Out>
Out (*IntegerGetter(arrow::Type::type id))(const arrow::Array&, std::int64_t) {
  switch (id) {
    case arrow::Type::INT8:
      return IntegerAt<Out, arrow::Int8Array>;
    case arrow::Type::INT16:
      return IntegerAt<Out, arrow::Int16Array>;
    case arrow::Type::INT32:
      return IntegerAt<Out, arrow::Int32Array>;
    case arrow::Type::UINT8:
      return IntegerAt<Out, arrow::UInt8Array>;
    case arrow::Type::UINT16:
      return IntegerAt<Out, arrow::UInt16Array>;
    case arrow::Type::UINT32:
      return IntegerAt<Out, arrow::UInt32Array>;
    case arrow::Type::UINT64:
      return IntegerAt<Out, arrow::UInt64Array>;
    default:
      return IntegerAt<Out, arrow::Int64Array>;
  }
}

std::string_view TextAt(const arrow::Array& array, std::int64_t at) {
  switch (array.type_id()) {
    case arrow::Type::LARGE_STRING:
    case arrow::Type::LARGE_BINARY:
      return As<arrow::LargeBinaryArray>(array).GetView(at);
    case arrow::Type::FIXED_SIZE_BINARY:
      return As<arrow::FixedSizeBinaryArray>(array).GetView(at);
    default:
      return As<arrow::BinaryArray>(array).GetView(at);
  }
}

arrow::TimeUnit::type UnitOf(const arrow::DataType& type) {
  return type.id() == arrow::Type::TIMESTAMP ? static_cast<const arrow::TimestampType&>(type).unit()
                                             : static_cast<const arrow::DurationType&>(type).unit();
}

}  // namespace

ArrowColumn::ArrowColumn(const RecordType& type, const arrow::Array& array)
    : type_(&type), array_(&array) {
  const auto add = [&](std::size_t field, const arrow::Array& part) {
    parts_.emplace_back(type.fields[field].type, part);
  };
  if (type.kind == kRow) {
    const auto& rows = As<arrow::StructArray>(array);
    const auto& struct_type = static_cast<const arrow::StructType&>(*array.type());
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
      const int index = struct_type.GetFieldIndex(type.fields[i].name);
      if (index < 0) {
        parts_.emplace_back(type.fields[i].type);
      } else {
        add(i, *rows.field(index));
      }
    }
  } else if (type.kind == kMap) {
    add(0, *As<arrow::MapArray>(array).keys());
    add(1, *As<arrow::MapArray>(array).items());
  } else if (type.kind == kList && array.type_id() == arrow::Type::LARGE_LIST) {
    add(0, *As<arrow::LargeListArray>(array).values());
  } else if (type.kind == kList && array.type_id() == arrow::Type::FIXED_SIZE_LIST) {
    add(0, *As<arrow::FixedSizeListArray>(array).values());
  } else if (type.kind == kList) {
    add(0, *As<arrow::ListArray>(array).values());
  } else if (type.kind == kSigned) {
    signed_ = IntegerGetter<std::int64_t>(array.type_id());
  } else if (type.kind == kUnsigned) {
    unsigned_ = IntegerGetter<std::uint64_t>(array.type_id());
  }
}

bool ArrowColumn::Bool(std::int64_t at) const {
  return As<arrow::BooleanArray>(*array_).Value(at);
}

double ArrowColumn::Double(std::int64_t at) const {
  if (array_->type_id() == arrow::Type::FLOAT) return As<arrow::FloatArray>(*array_).Value(at);
  return As<arrow::DoubleArray>(*array_).Value(at);
}

std::optional<std::string_view> ArrowColumn::Text(std::int64_t at) const {
  if (array_->type_id() != arrow::Type::DICTIONARY) return TextAt(*array_, at);
  const auto& words = As<arrow::DictionaryArray>(*array_);
  const std::int64_t index = words.GetValueIndex(at);
  const arrow::Array& dictionary = *words.dictionary();
  if (index < 0 || index >= dictionary.length() || dictionary.IsNull(index)) {
    return std::nullopt;
  }
  return TextAt(dictionary, index);
}

std::optional<std::int64_t> ArrowColumn::Micros(std::int64_t at) const {
  // Both are 64-bit numbers beneath.
  const std::int64_t value = array_->type_id() == arrow::Type::TIMESTAMP
                                 ? As<arrow::TimestampArray>(*array_).Value(at)
                                 : As<arrow::DurationArray>(*array_).Value(at);
  std::int64_t factor = 1;
  switch (UnitOf(*array_->type())) {
    case arrow::TimeUnit::SECOND:
      factor = 1000000;
      break;
    case arrow::TimeUnit::MILLI:
      factor = 1000;
      break;
    case arrow::TimeUnit::MICRO:
      break;
    case arrow::TimeUnit::NANO:
      return value >= 0 ? value / 1000 : -((999 - value) / 1000);
  }
  std::int64_t micros = 0;
  if (__builtin_mul_overflow(value, factor, &micros)) return std::nullopt;
  return micros;
}

std::pair<std::int64_t, std::int64_t> ArrowColumn::Items(std::int64_t at) const {
  if (array_->type_id() == arrow::Type::LARGE_LIST) {
    const auto& lists = As<arrow::LargeListArray>(*array_);
    return {lists.value_offset(at), lists.value_offset(at + 1)};
  }
  if (array_->type_id() == arrow::Type::FIXED_SIZE_LIST) {
    const auto& lists = As<arrow::FixedSizeListArray>(*array_);
    return {lists.value_offset(at), lists.value_offset(at) + lists.value_length(at)};
  }
  const auto& lists = As<arrow::ListArray>(*array_);  // A map is one, of entries.
  return {lists.value_offset(at), lists.value_offset(at + 1)};
}

}  // namespace beam::io::internal
