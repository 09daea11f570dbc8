#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace beam::io {

struct RecordField;

/// What a value of a record is, as file formats ask: exactly as wide as the C++ type.
struct RecordType {
  enum class Kind {
    kBool,
    kSigned,
    kUnsigned,
    kFloat,
    kString,
    kBytes,
    kEnum,
    kTimestamp,
    kDuration,
    kList,
    kMap,
    kRow
  };

  Kind kind = Kind::kRow;
  bool is_nullable = false;
  int bits = 0;                     ///< Of a number.
  std::size_t length = 0;           ///< Of a list: how many items it always has; 0 is any.
  std::vector<RecordField> fields;  ///< Of a row; of a list "item", of a map "key" and "value".

  /// "int32?"; "row{path: string, tags: list<string>}"; a question mark is for what may be null.
  std::string Describe() const;
};

struct RecordField {
  std::string name;
  RecordType type = {};
  std::string doc = {};
};

}  // namespace beam::io
