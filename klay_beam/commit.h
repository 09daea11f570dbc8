#pragma once

#include <string_view>

namespace klay {

/// The commit of git that this program was built of, with "-dirty" behind it when files differed;
/// "unknown" for a build outside of git.
std::string_view Commit();

}  // namespace klay
