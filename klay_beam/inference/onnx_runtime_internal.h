#pragma once

// ONNX Runtime's functions are found when its library is loaded, so none may be linked. An older
// one than the headers will do: asked is for the functions of this version only.
#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>

#include <string>
#include <vector>

#include "beam/base/error.h"

namespace klay::internal {

/// ONNX Runtime as this process has loaded it.
struct OnnxRuntime {
  std::string path;                    ///< Of its library.
  std::string version;                 ///< "1.29.0"
  std::vector<std::string> providers;  ///< What it can run models on: "CPUExecutionProvider" ...
  Ort::Env env{nullptr};
};

/// Loads ONNX Runtime when that is not done yet: $KLAY_ONNXRUNTIME, which is the path of a
/// libonnxruntime.so, or libonnxruntime.so beside the program or in ../lib, or the one that
/// the build was set up with, or the system's. Throws not_found when there is none,
/// unimplemented for one that is too old.
const OnnxRuntime& LoadedOnnxRuntime();

/// The failure that an exception of ONNX Runtime stands for, with its text after `message`.
beam::Error ErrorFromOrt(const Ort::Exception& exception, const std::string& message);

}  // namespace klay::internal
