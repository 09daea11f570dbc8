#pragma once

#include <string>
#include <vector>

namespace beam::testing {

/// What only one of two sorted results has, the first lines of it; empty where they are the same.
std::string LineDifference(const std::vector<std::string>& expected,
                           const std::vector<std::string>& found);

}  // namespace beam::testing
