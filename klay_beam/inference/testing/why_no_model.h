#pragma once

#include <optional>
#include <string>

#include "beam/base/error.h"
#include "klay_beam/inference/installed_model.h"

namespace klay::testing {

/// Why a test cannot have the model `name`, for it to be skipped with; nothing when the model is
/// installed. One that is there but does not load fails the test.
inline std::optional<std::string> WhyNoModel(const std::string& name) {
  try {
    InstalledModel(name);
    return std::nullopt;
  } catch (const beam::Error& error) {
    return error.what();
  }
}

}  // namespace klay::testing
