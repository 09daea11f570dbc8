#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "klay_beam/inference/tensor.h"

namespace klay {

/// The tensors one above the other: shape [tensors, longest of each axis]. Shorter ones are padded
/// with zeros at their ends. A single tensor is not copied. Throws invalid_argument for none, and
/// for different types or numbers of axes.
Tensor Stack(std::span<const Tensor> tensors);

/// The tensor at `index` of the first axis, cut to `shape`: what padding added is taken off again.
/// It is not copied where its items lie side by side in the stack. Throws invalid_argument when
/// there is no such tensor, or `shape` is larger.
Tensor Unstack(const Tensor& stack, std::int64_t index, const std::vector<std::int64_t>& shape);

}  // namespace klay
