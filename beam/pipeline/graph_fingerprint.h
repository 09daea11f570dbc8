#pragma once

#include <string>

#include "beam/pipeline/graph.h"

namespace beam {

/// What two processes compare to know that they built the same graph: a hash of its transforms,
/// how they are connected and how elements between them are written. 16 hexadecimal digits.
std::string FingerprintOf(const Graph& graph);

}  // namespace beam
