#pragma once

#include <string>

#include "beam/direct/testing/reference_case.h"

namespace beam::direct::reference {

/// Why a case is not run; empty for most.
std::string WhyNotRun(const Case& of_case);

/// Where ours differs from Python on purpose, changes what `of_case` expects, and says why: Beam's
/// model or its Java SDK say otherwise. Empty for most.
std::string ApplyDifference(Case& of_case);

}  // namespace beam::direct::reference
