#pragma once

#include <string_view>

#include "beam/coders/schema.h"

namespace beam::testing {

/// The Schema message of Beam's schema.proto that `bytes` are. Throws data_loss when they are none,
/// and unimplemented when it has what a Schema cannot hold.
Schema ReadSchema(std::string_view bytes);

}  // namespace beam::testing
