#include "beam/coders/testing/schema_reader.h"

#include <algorithm>

#include "beam/base/bytes.h"
#include "beam/base/error.h"

namespace beam::testing {
namespace {

/// One field of a protobuf message: a number, or bytes.
struct WireField {
  std::uint64_t tag = 0;
  std::uint64_t number = 0;
  std::string_view bytes;
};

std::vector<WireField> ReadMessage(std::string_view bytes) {
  std::vector<WireField> fields;
  ByteReader in(bytes);
  while (in.remaining() > 0) {
    const std::uint64_t key = in.ReadVarint();
    WireField field;
    field.tag = key >> 3;
    if ((key & 7) == 0) {
      field.number = in.ReadVarint();
    } else if ((key & 7) == 2) {
      field.bytes = in.ReadBytes(in.ReadVarint());
    } else {
      throw Error(ErrorCode::kDataLoss,
                  "schema has a field of wire type " + std::to_string(key & 7));
    }
    fields.push_back(field);
  }
  return fields;
}

std::string_view BytesOf(std::string_view message, std::uint64_t tag) {
  for (const WireField& field : ReadMessage(message)) {
    if (field.tag == tag) return field.bytes;
  }
  throw Error(ErrorCode::kDataLoss, "schema lacks field " + std::to_string(tag));
}

constexpr int kMaxDepth = 50;

FieldType ReadType(std::string_view bytes, int depth);
Schema ReadSchemaAt(std::string_view bytes, int depth);

/// FieldValue.atomic_value.int32, the only argument that Beam's own examples have.
std::int32_t ReadInt32Value(std::string_view bytes) {
  for (const WireField& field : ReadMessage(BytesOf(bytes, 1))) {
    if (field.tag == 3) return static_cast<std::int32_t>(field.number);
  }
  throw Error(ErrorCode::kUnimplemented, "schema has an argument that is no int32");
}

FieldType ReadLogicalType(std::string_view bytes, int depth) {
  FieldType type;
  type.kind = FieldType::Kind::kLogical;
  for (const WireField& field : ReadMessage(bytes)) {
    switch (field.tag) {
      case 1:
        type.urn = field.bytes;
        break;
      case 3:
        type.parts = {ReadType(field.bytes, depth)};
        break;
      case 4:
        if (ReadType(field.bytes, depth) != FieldType::Atomic(AtomicType::kInt32)) {
          throw Error(ErrorCode::kUnimplemented, "schema has an argument type that is no INT32");
        }
        break;
      case 5:
        type.argument = ReadInt32Value(field.bytes);
        break;
      default:
        throw Error(ErrorCode::kUnimplemented,
                    "logical type has field " + std::to_string(field.tag));
    }
  }
  return type;
}

FieldType ReadTypeInfo(const WireField& field, int depth) {
  switch (field.tag) {
    case 2:
      return FieldType::Atomic(static_cast<AtomicType>(field.number));
    case 3:
      return FieldType::Array(ReadType(BytesOf(field.bytes, 1), depth));
    case 4:
      return FieldType::Iterable(ReadType(BytesOf(field.bytes, 1), depth));
    case 5:
      return FieldType::Map(ReadType(BytesOf(field.bytes, 1), depth),
                            ReadType(BytesOf(field.bytes, 2), depth));
    case 6:
      return FieldType::Row(ReadSchemaAt(BytesOf(field.bytes, 1), depth));
    case 7:
      return ReadLogicalType(field.bytes, depth);
    default:
      throw Error(ErrorCode::kUnimplemented, "field type has field " + std::to_string(field.tag));
  }
}

FieldType ReadType(std::string_view bytes, int depth) {
  if (depth > kMaxDepth) throw Error(ErrorCode::kDataLoss, "schema is nested too deep");
  FieldType type;
  bool nullable = false;
  for (const WireField& field : ReadMessage(bytes)) {
    if (field.tag == 1) {
      nullable = field.number != 0;
    } else {
      type = ReadTypeInfo(field, depth + 1);
    }
  }
  type.nullable = nullable;
  return type;
}

SchemaField ReadField(std::string_view bytes, int depth) {
  SchemaField read;
  for (const WireField& field : ReadMessage(bytes)) {
    switch (field.tag) {
      case 1:
        read.name = field.bytes;
        break;
      case 2:
        read.description = field.bytes;
        break;
      case 3:
        read.type = ReadType(field.bytes, depth);
        break;
      case 4:  // The field's number among the fields.
        break;
      case 5:
        read.encoding_position = field.number;
        break;
      default:
        throw Error(ErrorCode::kUnimplemented,
                    "schema field has field " + std::to_string(field.tag));
    }
  }
  return read;
}

Schema ReadSchemaAt(std::string_view bytes, int depth) {
  Schema schema;
  bool has_positions = false;
  for (const WireField& field : ReadMessage(bytes)) {
    if (field.tag == 1) schema.fields.push_back(ReadField(field.bytes, depth));
    if (field.tag == 4) has_positions = field.number != 0;
  }
  for (std::size_t i = 0; !has_positions && i < schema.fields.size(); ++i) {
    schema.fields[i].encoding_position = i;
  }
  return schema;
}

}  // namespace

Schema ReadSchema(std::string_view bytes) {
  return ReadSchemaAt(bytes, 0);
}

}  // namespace beam::testing
