#pragma once

#include <string>

namespace beam::testing {

/// Runs a Python program in `folder`, with `modules` (folders, colons between) to import from, and
/// returns what it prints. Throws internal, with what it says, when it fails.
std::string RunPython(const std::string& folder, const std::string& modules,
                      const std::string& program);

}  // namespace beam::testing
