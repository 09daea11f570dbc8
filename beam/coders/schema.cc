#include "beam/coders/schema.h"

#include <algorithm>

namespace beam {
namespace {

const char* NameOf(AtomicType type) {
  switch (type) {
    case AtomicType::kByte:
      return "BYTE";
    case AtomicType::kInt16:
      return "INT16";
    case AtomicType::kInt32:
      return "INT32";
    case AtomicType::kInt64:
      return "INT64";
    case AtomicType::kFloat:
      return "FLOAT";
    case AtomicType::kDouble:
      return "DOUBLE";
    case AtomicType::kString:
      return "STRING";
    case AtomicType::kBoolean:
      return "BOOLEAN";
    case AtomicType::kBytes:
      return "BYTES";
  }
  return "UNSPECIFIED";
}

std::string Describe(const LogicalArgument& argument) {
  if (const auto* number = std::get_if<std::int32_t>(&argument)) {
    return "(" + std::to_string(*number) + ")";
  }
  if (const auto* text = std::get_if<std::string>(&argument)) return "(" + *text + ")";
  return "";
}

FieldType OfParts(FieldType::Kind kind, std::vector<FieldType> parts) {
  FieldType type;
  type.kind = kind;
  type.parts = std::move(parts);
  return type;
}

bool EncodesAlike(const Schema& a, const Schema& b) {
  return std::ranges::equal(
      a.fields, b.fields, [](const SchemaField& field, const SchemaField& other) {
        return field.name == other.name && field.encoding_position == other.encoding_position &&
               EncodesAlike(field.type, other.type);
      });
}

}  // namespace

FieldType FieldType::Atomic(AtomicType type) {
  FieldType field;
  field.atomic = type;
  return field;
}

FieldType FieldType::Array(FieldType item) {
  return OfParts(Kind::kArray, {std::move(item)});
}

FieldType FieldType::Iterable(FieldType item) {
  return OfParts(Kind::kIterable, {std::move(item)});
}

FieldType FieldType::Map(FieldType key, FieldType value) {
  return OfParts(Kind::kMap, {std::move(key), std::move(value)});
}

FieldType FieldType::Row(Schema schema) {
  FieldType field;
  field.kind = Kind::kRow;
  field.row = std::move(schema);
  return field;
}

FieldType FieldType::Logical(std::string urn, FieldType representation, LogicalArgument argument) {
  FieldType field = OfParts(Kind::kLogical, {std::move(representation)});
  field.urn = std::move(urn);
  field.argument = std::move(argument);
  return field;
}

FieldType FieldType::Nullable() && {
  nullable = true;
  return std::move(*this);
}

std::string FieldType::Describe() const {
  std::string text;
  switch (kind) {
    case Kind::kAtomic:
      text = NameOf(atomic);
      break;
    case Kind::kArray:
      text = "ARRAY<" + parts.at(0).Describe() + ">";
      break;
    case Kind::kIterable:
      text = "ITERABLE<" + parts.at(0).Describe() + ">";
      break;
    case Kind::kMap:
      text = "MAP<" + parts.at(0).Describe() + ", " + parts.at(1).Describe() + ">";
      break;
    case Kind::kRow:
      text = row.Describe();
      break;
    case Kind::kLogical:
      text = urn + beam::Describe(argument);
      break;
  }
  return nullable ? text + "?" : text;
}

bool Schema::operator==(const Schema& other) const {
  return fields == other.fields;
}

std::string Schema::Describe() const {
  std::string text = "{";
  for (const SchemaField& field : fields) {
    if (text.size() > 1) text += ", ";
    text += field.name + ": " + field.type.Describe();
  }
  return text + "}";
}

bool EncodesAlike(const FieldType& a, const FieldType& b) {
  return a.kind == b.kind && a.nullable == b.nullable && a.atomic == b.atomic && a.urn == b.urn &&
         a.argument == b.argument && EncodesAlike(a.row, b.row) &&
         std::ranges::equal(a.parts, b.parts, [](const FieldType& part, const FieldType& other) {
           return EncodesAlike(part, other);
         });
}

}  // namespace beam
