#pragma once

#include <string>

#include "beam/base/error.h"

namespace beam::exec {

/// A failure that already says in which step and on which element it happened.
class StepError : public Error {
 public:
  using Error::Error;
};

/// Called inside a catch block: throws the exception in flight again as a StepError whose message
/// is `step "LABEL" failed WHERE: CAUSE`. One that is a StepError already (thrown further
/// downstream) or a cancellation goes on as it is.
[[noreturn]] void RethrowAtStep(const std::string& label, const std::string& where);

/// Called inside a catch block: the exception in flight as an Error, whatever its type.
Error CurrentError();

}  // namespace beam::exec
