#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "klay_beam/inference/model_handler.h"
#include "klay_beam/inference/onnx_session.h"
#include "klay_beam/inference/tensor.h"
#include "klay_beam/inference/tensor_coder.h"

namespace klay {

/// What goes into a model, or comes out of it, for one element: tensors by the names of its inputs
/// or outputs.
using TensorMap = std::map<std::string, Tensor>;

/// The handler of RunInference for any ONNX model.
///
///     auto [pitches, failed] = frames | klay::RunInference(klay::OnnxModel{.path = "pitch.onnx"});
///
/// The elements' tensors have no axis for the batch: the model's first one is that, in all of its
/// inputs and outputs. Where elements differ in length they are padded with zeros at their ends,
/// along axes that may be of any length; so give a model its mask as one more tensor, of ones. What
/// padding added is cut off outputs again, along axes that are called as the input's ("length").
struct OnnxModel {
  std::string path;
  std::vector<std::string> outputs = {};  ///< Which ones are wanted; without any, all.
  /// Without it each element is run for itself, with tensors just as the model takes them.
  bool batched = true;
  std::map<std::string, std::string> config = {};  ///< See OnnxSessionOptions.

  OnnxSession Load(const ModelSettings& settings) const;
  std::vector<TensorMap> RunBatch(const OnnxSession& session,
                                  std::span<const TensorMap> batch) const;

  /// Items of the largest tensor.
  std::size_t Length(const TensorMap& example) const;
};

}  // namespace klay
