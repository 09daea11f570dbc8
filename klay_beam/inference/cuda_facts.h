#pragma once

#include <string>

namespace klay {

/// What this process finds of CUDA, and with that why a GPU cannot be used.
struct CudaFacts {
  std::string runtime;            ///< ONNX Runtime's version and path.
  bool runtime_has_cuda = false;  ///< Whether it was built for CUDA.
  std::string provider = {};      ///< The library that it wants beside it.
  bool has_provider = false;      ///< Whether that is there.
  std::string driver_error = {};  ///< Why NVIDIA's driver cannot be asked; empty when it can.
  int num_devices = 0;            ///< GPUs that the driver shows.
  std::string first_device = {};  ///< The first one's name: "NVIDIA L4".
  std::string visible_devices = "unset";  ///< CUDA_VISIBLE_DEVICES
};

/// Asks ONNX Runtime, which is loaded for it, and the driver.
CudaFacts LookForCuda();

}  // namespace klay
