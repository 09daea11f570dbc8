#pragma once

#include <string>
#include <vector>

#include "beam/coders/schema.h"

namespace beam {

/// The coder of a PCollection as engines know it: Beam's Coder message as a plain value.
struct CoderSpec {
  enum class Kind {
    kBytes,
    kBool,
    kVarint,
    kDouble,
    kKv,            ///< Of a key and a value.
    kIterable,      ///< Of an item.
    kLengthPrefix,  ///< Of what an engine need not understand.
    kRow,           ///< With a schema.
    kOwn,           ///< Of this SDK alone, with the name of the C++ type.
  };

  Kind kind = Kind::kBytes;
  std::vector<CoderSpec> components = {};
  Schema schema = {};
  std::string type_name = {};

  bool operator==(const CoderSpec& other) const = default;
  /// "KV<bytes, length_prefix<{path: STRING}>>"
  std::string Describe() const;
};

}  // namespace beam
