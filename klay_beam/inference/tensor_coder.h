#pragma once

#include "beam/coders/coder.h"
#include "klay_beam/inference/tensor.h"

namespace beam {

/// A tensor: its type's name, its shape, then the items, little-endian.
template <>
struct Coder<klay::Tensor> {
  static void Encode(const klay::Tensor& tensor, ByteWriter& out);
  static klay::Tensor Decode(ByteReader& in);
};

}  // namespace beam
