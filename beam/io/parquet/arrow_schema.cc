#include <arrow/type_traits.h>
#include <arrow/util/key_value_metadata.h>

#include <algorithm>

#include "beam/base/error.h"
#include "beam/io/parquet/arrow_schema_internal.h"
#include "beam/io/record/units.h"

namespace beam::io::internal {
namespace {

using enum RecordType::Kind;
using FileField = parquet::arrow::SchemaField;

std::shared_ptr<arrow::DataType> IntegerType(const RecordType& type) {
  const bool is_signed = type.kind == kSigned;
  switch (type.bits) {
    case 8:
      return is_signed ? arrow::int8() : arrow::uint8();
    case 16:
      return is_signed ? arrow::int16() : arrow::uint16();
    case 32:
      return is_signed ? arrow::int32() : arrow::uint32();
    default:
      return is_signed ? arrow::int64() : arrow::uint64();
  }
}

std::shared_ptr<arrow::DataType> ArrowTypeOf(const RecordType& type);

std::shared_ptr<arrow::Field> ArrowFieldOf(const RecordField& field) {
  std::shared_ptr<arrow::KeyValueMetadata> metadata;
  if (!field.doc.empty()) {
    metadata = std::make_shared<arrow::KeyValueMetadata>();
    metadata->Append("description", field.doc);
    if (const std::string units = UnitsOf(field.doc); !units.empty()) {
      metadata->Append("units", units);
    }
  }
  return arrow::field(field.name, ArrowTypeOf(field.type), field.type.is_nullable,
                      std::move(metadata));
}

arrow::FieldVector ArrowFieldsOf(const RecordType& row) {
  if (row.fields.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "a struct without fields has no form in Parquet");
  }
  arrow::FieldVector fields;
  for (const RecordField& field : row.fields) fields.push_back(ArrowFieldOf(field));
  return fields;
}

std::shared_ptr<arrow::DataType> ArrowTypeOf(const RecordType& type) {
  switch (type.kind) {
    case kBool:
      return arrow::boolean();
    case kSigned:
    case kUnsigned:
      return IntegerType(type);
    case kFloat:
      return type.bits == 32 ? arrow::float32() : arrow::float64();
    case kString:
    case kEnum:
      return arrow::utf8();
    case kBytes:
      return arrow::binary();
    case kTimestamp:
      return arrow::timestamp(arrow::TimeUnit::MICRO, "UTC");
    case kDuration:
      return arrow::duration(arrow::TimeUnit::MICRO);
    case kList: {
      auto item = ArrowFieldOf(type.fields[0]);
      if (type.length == 0) return arrow::list(std::move(item));
      return arrow::fixed_size_list(std::move(item), static_cast<int>(type.length));
    }
    case kMap:
      if (type.fields[0].type.is_nullable) {
        throw Error(ErrorCode::kInvalidArgument, "keys of a map cannot be null in Parquet");
      }
      return std::make_shared<arrow::MapType>(ArrowTypeOf(type.fields[0].type),
                                              ArrowFieldOf(type.fields[1]));
    case kRow:
      break;
  }
  return arrow::struct_(ArrowFieldsOf(type));
}

int BitWidth(const arrow::DataType& type) {
  return dynamic_cast<const arrow::FixedWidthType&>(type).bit_width();
}

/// Whether values of a leaf of the file are values of `wanted`, as they are or in a wider type.
bool LeafFits(const RecordType& wanted, const arrow::DataType& found) {
  const arrow::Type::type id = found.id();
  switch (wanted.kind) {
    case kBool:
      return id == arrow::Type::BOOL;
    case kSigned:
      if (arrow::is_signed_integer(id)) return BitWidth(found) <= wanted.bits;
      return arrow::is_unsigned_integer(id) && BitWidth(found) < wanted.bits;
    case kUnsigned:
      return arrow::is_unsigned_integer(id) && BitWidth(found) <= wanted.bits;
    case kFloat:
      return id == arrow::Type::FLOAT || (id == arrow::Type::DOUBLE && wanted.bits == 64);
    case kString:
    case kEnum:
      // Older writers do not say which bytes are text.
      return arrow::is_base_binary_like(
          id == arrow::Type::DICTIONARY
              ? dynamic_cast<const arrow::DictionaryType&>(found).value_type()->id()
              : id);
    case kBytes:
      return arrow::is_base_binary_like(id) || id == arrow::Type::FIXED_SIZE_BINARY;
    case kTimestamp:
      return id == arrow::Type::TIMESTAMP;
    case kDuration:
      return id == arrow::Type::DURATION;
    case kList:
    case kMap:
    case kRow:
      break;
  }
  return false;
}

bool IsList(arrow::Type::type id) {
  return id == arrow::Type::LIST || id == arrow::Type::LARGE_LIST ||
         id == arrow::Type::FIXED_SIZE_LIST;
}

/// Compares a struct with a file, and gathers what the struct needs.
class SchemaMatch {
 public:
  void Match(const RecordType& wanted, const FileField& found, const std::string& name) {
    const arrow::DataType& type = *found.field->type();
    bool fits = false;
    if (wanted.kind == kRow && type.id() == arrow::Type::STRUCT) {
      const std::size_t before = columns_.size() + complaints_.size();
      MatchFields(wanted.fields, found.children, name + ".");
      fits = columns_.size() + complaints_.size() > before;  // With none of them, null is unknown.
    } else if (wanted.kind == kList && IsList(type.id())) {
      const bool is_fixed = type.id() == arrow::Type::FIXED_SIZE_LIST;
      const auto length = static_cast<std::size_t>(
          is_fixed ? dynamic_cast<const arrow::FixedSizeListType&>(type).list_size() : 0);
      fits = !is_fixed || wanted.length == 0 || wanted.length == length;
      if (fits) Match(wanted.fields[0].type, found.children[0], name + "[]");
    } else if (wanted.kind == kMap && type.id() == arrow::Type::MAP) {
      // A map is a list of entries.
      const FileField& entry = found.children[0];
      Match(wanted.fields[0].type, entry.children[0], name + ".key");
      Match(wanted.fields[1].type, entry.children[1], name + ".value");
      fits = true;
    } else if (found.is_leaf() && LeafFits(wanted, type)) {
      columns_.push_back(found.column_index);
      fits = true;
    }
    if (!fits) {
      Complain("field " + name + " is " + wanted.Describe() + " in the struct and " +
               type.ToString() + " in the file");
    }
  }

  void MatchFields(const std::vector<RecordField>& wanted, const std::vector<FileField>& found,
                   const std::string& prefix) {
    for (const RecordField& field : wanted) {
      const auto called = [&](const FileField& other) { return other.field->name() == field.name; };
      const auto count = std::ranges::count_if(found, called);
      if (count == 1) {
        Match(field.type, *std::ranges::find_if(found, called), prefix + field.name);
      } else if (count > 1) {
        Complain("the file has several fields " + prefix + field.name);
      } else if (!field.type.is_nullable) {
        Complain("field " + prefix + field.name +
                 " is not in the file (make it std::optional if "
                 "that is right)");
      }
    }
  }

  const std::string& complaints() const { return complaints_; }

  std::vector<int> columns() && {
    std::ranges::sort(columns_);
    return std::move(columns_);
  }

 private:
  void Complain(const std::string& what) {
    complaints_ += (complaints_.empty() ? "" : "; ") + what;
  }

  std::vector<int> columns_;
  std::string complaints_;
};

}  // namespace

std::shared_ptr<arrow::Schema> ArrowSchemaOf(const RecordType& row) {
  return arrow::schema(ArrowFieldsOf(row));
}

std::vector<int> ColumnsOf(const RecordType& row, const parquet::arrow::SchemaManifest& file,
                           const std::string& path) {
  SchemaMatch match;
  match.MatchFields(row.fields, file.schema_fields, "");
  if (match.complaints().empty()) return std::move(match).columns();
  std::string found;
  for (const FileField& field : file.schema_fields) {
    found +=
        (found.empty() ? "" : ", ") + field.field->name() + ": " + field.field->type()->ToString();
  }
  throw Error(ErrorCode::kInvalidArgument, "the struct cannot be read from the Parquet file " +
                                               path + ": " + match.complaints() +
                                               ". The struct is " + row.Describe() +
                                               ", the file {" + found + "}");
}

}  // namespace beam::io::internal
