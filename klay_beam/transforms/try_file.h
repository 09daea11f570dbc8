#pragma once

#include <functional>
#include <optional>
#include <string>

#include "klay_beam/transforms/failure.h"

namespace klay {

/// Does what there is to do with one file. Returns the Failure of `path` when `work` throws an
/// Error, or there is not memory enough; `unavailable`, which is worth another attempt of the whole
/// bundle, is thrown.
///
/// Nothing should be emitted in `work`: what goes wrong further down is not this file's failure.
std::optional<Failure> TryFile(const std::string& path, const std::string& step,
                               const std::function<void()>& work);

}  // namespace klay
