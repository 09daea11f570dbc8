#pragma once

#include <string>

#include "beam/coders/wire/coder_spec.h"
#include "beam/model/urns_internal.h"

namespace beam::model {

/// The URN of a coder of that kind: "beam:coder:kv:v1".
const std::string& UrnOf(CoderSpec::Kind kind);

/// Throws data_loss unless the coder with that id is the one that `spec` describes, part by part.
/// `what` is written with it, for the message.
void CheckCoder(const google::protobuf::Map<std::string, pipeline::Coder>& coders,
                const std::string& id, const CoderSpec& spec, const std::string& what);

}  // namespace beam::model
