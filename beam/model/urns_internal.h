#pragma once

#include <google/protobuf/generated_enum_reflection.h>

#include <string>

#include "org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h"

/// Beam's published messages, and the names that are written in them.
namespace beam::model {

namespace pipeline = org::apache::beam::model::pipeline::v1;

/// The URN that Beam's protocol gives to a value of one of its enumerations:
/// `Urn(pipeline::StandardPTransforms::PAR_DO)` is "beam:transform:pardo:v1".
template <class Enum>
const std::string& Urn(Enum value) {
  return google::protobuf::GetEnumDescriptor<Enum>()
      ->FindValueByNumber(static_cast<int>(value))
      ->options()
      .GetExtension(pipeline::beam_urn);
}

}  // namespace beam::model
