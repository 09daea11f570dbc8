#pragma once

#include <vector>

#include "klay_beam/inference/onnx_runtime_internal.h"
#include "klay_beam/inference/onnx_session.h"
#include "klay_beam/inference/tensor.h"

namespace klay::internal {

/// What a session takes and gives, in the model's order.
std::vector<TensorInfo> InputsOf(const Ort::Session& session);
std::vector<TensorInfo> OutputsOf(const Ort::Session& session);

/// ONNX Runtime's view of a tensor, which must outlive it: nothing is copied.
Ort::Value ValueOf(const Tensor& tensor);

/// The tensor that owns `value`: nothing is copied. Throws unimplemented for what is no tensor, or
/// one of strings.
Tensor TensorOf(Ort::Value value);

}  // namespace klay::internal
