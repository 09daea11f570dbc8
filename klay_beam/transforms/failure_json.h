#pragma once

#include <string>

#include "klay_beam/transforms/failure.h"

namespace klay {

/// `failure` as a JSON object on one line. Bytes that are no UTF-8 (file names may have any) are
/// written as "\\xHH", so that the line is JSON whatever the name; a path with such bytes is there
/// once more as "path_base64".
std::string ToJson(const Failure& failure);

}  // namespace klay
