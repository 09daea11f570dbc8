#pragma once

#include <span>

namespace klay {

/// The logarithm of the sum of e^x over all `values`, within 1e-6 of it; -infinity when there are
/// none. Texts are searched by it, over 50,000 tokens a step, so it is made to be vectorised.
float LogSumExp(std::span<const float> values);

}  // namespace klay
