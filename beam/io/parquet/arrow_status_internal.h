#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <exception>
#include <string>
#include <utility>

#include "beam/base/error.h"

namespace beam::io::internal {

/// `status` as an Error with `what` before it: resource_exhausted for a lack of memory, and
/// `otherwise` for anything else.
Error ErrorOf(const arrow::Status& status, const std::string& what, ErrorCode otherwise);

/// Called inside a catch block: what Arrow, Parquet or the standard library threw, likewise. An
/// Error of ours goes on as it is.
Error CurrentArrowError(const std::string& what, ErrorCode otherwise);

}  // namespace beam::io::internal
