#include "klay_beam/inference/cuda_facts.h"

#include <dlfcn.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "klay_beam/inference/onnx_runtime_internal.h"

namespace klay {
namespace {

/// The driver's own functions: it is no part of CUDA's toolkit, so its library is all there is.
template <class Function>
Function* Find(void* driver, const char* name) {
  return reinterpret_cast<Function*>(dlsym(driver, name));
}

void AskDriver(CudaFacts& facts) {
  void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (driver == nullptr) {
    facts.driver_error = dlerror();
    return;
  }
  auto* init = Find<int(unsigned)>(driver, "cuInit");
  auto* count = Find<int(int*)>(driver, "cuDeviceGetCount");
  auto* name = Find<int(char*, int, int)>(driver, "cuDeviceGetName");
  if (init == nullptr || count == nullptr || name == nullptr) {
    facts.driver_error = "libcuda.so.1 lacks cuInit, cuDeviceGetCount or cuDeviceGetName";
    return;
  }
  constexpr int kNoDevice = 100;
  const int started = init(0);
  if (started != 0 && started != kNoDevice) {
    facts.driver_error = "cuInit fails with code " + std::to_string(started);
  } else if (started == 0 && count(&facts.num_devices) == 0 && facts.num_devices > 0) {
    std::array<char, 256> text{};
    if (name(text.data(), text.size() - 1, 0) == 0) facts.first_device = text.data();
  }
}

}  // namespace

CudaFacts LookForCuda() {
  const internal::OnnxRuntime& runtime = internal::LoadedOnnxRuntime();
  CudaFacts facts{.runtime = runtime.version + " (" + runtime.path + ")"};
  facts.runtime_has_cuda =
      std::ranges::find(runtime.providers, "CUDAExecutionProvider") != runtime.providers.end();
  const auto provider =
      std::filesystem::path(runtime.path).parent_path() / "libonnxruntime_providers_cuda.so";
  facts.provider = provider.string();
  std::error_code error;
  // A library that the loader found by name has its provider where the loader looks, too.
  facts.has_provider =
      runtime.path.find('/') == std::string::npos || std::filesystem::exists(provider, error);
  if (const char* visible = std::getenv("CUDA_VISIBLE_DEVICES")) facts.visible_devices = visible;
  AskDriver(facts);
  return facts;
}

}  // namespace klay
