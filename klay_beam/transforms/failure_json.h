#pragma once

#include <string>
#include <string_view>

#include "klay_beam/transforms/failure.h"

namespace klay {

/// `failure` as a JSON object on one line. Bytes that are no UTF-8 (file names may have any) are
/// written as "\\xHH", so that the line is JSON whatever the name.
std::string ToJson(const Failure& failure);

/// `text` with every byte that is not part of valid UTF-8 written as "\xHH".
std::string PrintableUtf8(std::string_view text);

}  // namespace klay
