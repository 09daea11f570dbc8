#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "beam/base/hash.h"
#include "beam/portable/coder_protos_internal.h"

namespace beam::portable {
namespace {

namespace pipeline = org::apache::beam::model::pipeline::v1;

pipeline::FieldType ToProto(const FieldType& type);

void SetAtomic(AtomicType atomic, pipeline::FieldType& proto) {
  proto.set_atomic_type(static_cast<pipeline::AtomicType>(atomic));
}

void SetArgument(std::monostate, pipeline::LogicalType&) {}
void SetArgument(std::int32_t number, pipeline::LogicalType& proto) {
  SetAtomic(AtomicType::kInt32, *proto.mutable_argument_type());
  proto.mutable_argument()->mutable_atomic_value()->set_int32(number);
}
void SetArgument(const std::string& name, pipeline::LogicalType& proto) {
  SetAtomic(AtomicType::kString, *proto.mutable_argument_type());
  proto.mutable_argument()->mutable_atomic_value()->set_string(name);
}
/// An enumeration: its names and numbers.
void SetArgument(const std::vector<std::pair<std::string, std::int32_t>>& values,
                 pipeline::LogicalType& proto) {
  pipeline::MapType& type = *proto.mutable_argument_type()->mutable_map_type();
  SetAtomic(AtomicType::kString, *type.mutable_key_type());
  SetAtomic(AtomicType::kInt32, *type.mutable_value_type());
  for (const auto& [name, number] : values) {
    pipeline::MapTypeEntry& entry = *proto.mutable_argument()->mutable_map_value()->add_entries();
    entry.mutable_key()->mutable_atomic_value()->set_string(name);
    entry.mutable_value()->mutable_atomic_value()->set_int32(number);
  }
}

pipeline::LogicalType LogicalToProto(const FieldType& type) {
  pipeline::LogicalType proto;
  proto.set_urn(type.urn);
  *proto.mutable_representation() = ToProto(type.parts[0]);
  std::visit([&](const auto& argument) { SetArgument(argument, proto); }, type.argument);
  return proto;
}

pipeline::FieldType ToProto(const FieldType& type) {
  pipeline::FieldType proto;
  proto.set_nullable(type.nullable);
  switch (type.kind) {
    case FieldType::Kind::kAtomic:
      SetAtomic(type.atomic, proto);
      break;
    case FieldType::Kind::kArray:
      *proto.mutable_array_type()->mutable_element_type() = ToProto(type.parts[0]);
      break;
    case FieldType::Kind::kIterable:
      *proto.mutable_iterable_type()->mutable_element_type() = ToProto(type.parts[0]);
      break;
    case FieldType::Kind::kMap:
      *proto.mutable_map_type()->mutable_key_type() = ToProto(type.parts[0]);
      *proto.mutable_map_type()->mutable_value_type() = ToProto(type.parts[1]);
      break;
    case FieldType::Kind::kRow:
      *proto.mutable_row_type()->mutable_schema() = portable::ToProto(type.row);
      break;
    case FieldType::Kind::kLogical:
      *proto.mutable_logical_type() = LogicalToProto(type);
      break;
  }
  return proto;
}

/// A UUID in form: engines in Java read it as one. Equal schemas have equal ids.
std::string IdOf(const std::string& text) {
  constexpr char kHex[] = "0123456789abcdef";
  const std::uint64_t halves[] = {HashOf(text), HashOf(text + "2")};
  std::string id;
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) id += '-';
    id += kHex[halves[digit / 16] >> (digit % 16 * 4) & 15];
  }
  return id;
}

}  // namespace

pipeline::Schema ToProto(const Schema& schema) {
  pipeline::Schema proto;
  proto.set_encoding_positions_set(true);
  for (const SchemaField& field : schema.fields) {
    pipeline::Field& out = *proto.add_fields();
    out.set_name(field.name);
    out.set_description(field.description);
    *out.mutable_type() = ToProto(field.type);
    out.set_id(proto.fields_size() - 1);
    out.set_encoding_position(static_cast<std::int32_t>(field.encoding_position));
  }
  proto.set_id(IdOf(proto.SerializeAsString()));
  return proto;
}

}  // namespace beam::portable
