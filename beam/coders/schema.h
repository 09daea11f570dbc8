#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace beam {

struct SchemaField;

/// What a row consists of: Beam's Schema as a plain value. `SchemaOf<T>()` is that of a plain
/// struct.
struct Schema {
  std::vector<SchemaField> fields;

  bool operator==(const Schema& other) const;
  /// "{path: STRING, seconds: DOUBLE?}"; the question mark is for what may be null.
  std::string Describe() const;
};

/// The numbers are those of Beam's schema.proto.
enum class AtomicType {
  kByte = 1,
  kInt16 = 2,
  kInt32 = 3,
  kInt64 = 4,
  kFloat = 5,
  kDouble = 6,
  kString = 7,
  kBoolean = 8,
  kBytes = 9,
};

/// What a logical type is made with: nothing, a length, a name, or an enumeration's names and
/// numbers.
using LogicalArgument = std::variant<std::monostate, std::int32_t, std::string,
                                     std::vector<std::pair<std::string, std::int32_t>>>;

/// The type of a field. Which members count depends on the kind; the others are as they were made.
struct FieldType {
  enum class Kind { kAtomic, kArray, kIterable, kMap, kRow, kLogical };

  Kind kind = Kind::kAtomic;
  bool nullable = false;
  AtomicType atomic = AtomicType::kBytes;
  /// Of an array or iterable the item, of a map the key and the value, of a logical type what
  /// represents it.
  std::vector<FieldType> parts;
  Schema row;
  /// What a logical type means: "beam:logical_type:decimal:v1".
  std::string urn;
  LogicalArgument argument;

  static FieldType Atomic(AtomicType type);
  static FieldType Array(FieldType item);
  static FieldType Iterable(FieldType item);
  static FieldType Map(FieldType key, FieldType value);
  static FieldType Row(Schema schema);
  static FieldType Logical(std::string urn, FieldType representation,
                           LogicalArgument argument = {});
  FieldType Nullable() &&;

  bool operator==(const FieldType& other) const = default;
  /// "MAP<STRING, ARRAY<INT64?>>"
  std::string Describe() const;
};

struct SchemaField {
  std::string name;
  FieldType type = {};
  std::string description = {};
  /// The place of the field among the encoded ones, from 0: its place in the schema as a rule.
  std::size_t encoding_position = 0;

  bool operator==(const SchemaField& other) const = default;
};

/// Whether values of the two types have the same bytes and the same meaning: all must be equal but
/// descriptions.
bool EncodesAlike(const FieldType& a, const FieldType& b);

/// The schema of the plain struct T, its fields in order of declaration, with the descriptions of
/// T::kDocs (beam/base/reflection/field_doc.h). Defined in beam/coders/row/row_coder.h.
template <class T>
Schema SchemaOf();

}  // namespace beam
