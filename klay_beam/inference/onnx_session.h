#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "klay_beam/inference/device.h"
#include "klay_beam/inference/tensor.h"

namespace klay {

/// One input or output of a model.
struct TensorInfo {
  std::string name;
  /// "float32", as Name(TensorType) has it, or what Run does not take: "string", "sequence" ...
  std::string type;
  /// A length, or the name of one that may be any ("batch"), or "?" for one that has no name.
  std::vector<std::string> shape;
};

/// A value for the input of this name.
struct NamedTensor {
  std::string name;
  Tensor value;
};

/// How a model is loaded.
struct OnnxSessionOptions {
  Device device = {};
  /// Threads that one Run takes, the caller's among them. With 1, any number of threads may call
  /// Run at once without getting into each other's way.
  int threads = 1;
  /// More of ONNX Runtime's own settings ("session.use_env_allocators": "1").
  std::map<std::string, std::string> config = {};
};

/// An ONNX model, loaded and ready to run. Const functions may be called by many threads at once.
///
///     const klay::OnnxSession model("silero_vad.onnx");
///     auto outputs = model.Run({{"input", samples}, {"state", state}, {"sr", rate}},
///                              {"output", "stateN"});
class OnnxSession {
 public:
  /// Loads ONNX Runtime into the process, when that is not done, and the model. Throws not_found
  /// when one of them is not there, data_loss for what is no ONNX model, not_found when
  /// the device cannot be used.
  explicit OnnxSession(const std::string& path, const OnnxSessionOptions& options = {});

  const std::string& path() const;
  const std::vector<TensorInfo>& inputs() const;
  const std::vector<TensorInfo>& outputs() const;

  /// What the model's maker wrote into it.
  const std::map<std::string, std::string>& metadata() const;

  /// Runs the model and returns the outputs of these names, in this order. Nothing is copied on
  /// the CPU: inputs are read where they are, and outputs stay where the model wrote them.
  ///
  /// Throws invalid_argument for names, types or shapes that the model does not take, and
  /// resource_exhausted when memory does not suffice.
  std::vector<Tensor> Run(const std::vector<NamedTensor>& inputs,
                          const std::vector<std::string>& outputs) const;

 private:
  struct Loaded;
  std::shared_ptr<const Loaded> loaded_;
};

}  // namespace klay
