#pragma once

#include <functional>
#include <string>

#include "beam/base/error.h"

namespace beam::testing {

/// What the Error that `work` throws says: "data_loss: ..."; "nothing was thrown" without one.
inline std::string ErrorText(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace beam::testing
