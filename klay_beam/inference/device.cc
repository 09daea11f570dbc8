#include "klay_beam/inference/device.h"

#include <charconv>
#include <optional>

#include "beam/base/error.h"
#include "klay_beam/inference/cuda_facts.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

constexpr std::string_view kCuda = "cuda";

/// The GPU's number of "cuda" and "cuda:N".
std::optional<int> OrdinalOf(std::string_view wanted) {
  if (wanted == kCuda) return 0;
  if (!wanted.starts_with("cuda:")) return std::nullopt;
  const std::string_view digits = wanted.substr(kCuda.size() + 1);
  int ordinal = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), ordinal);
  if (error != std::errc() || end != digits.end() || ordinal < 0) return std::nullopt;
  return ordinal;
}

/// Why this GPU cannot be used, and what to do; nothing when it can.
std::optional<std::string> WhyNot(int ordinal, const CudaFacts& facts) {
  if (!facts.runtime_has_cuda) {
    return "ONNX Runtime was built without CUDA; set KLAY_ONNXRUNTIME to the libonnxruntime.so of "
           "a build for it (the wheel onnxruntime-gpu has one): " +
           facts.runtime;
  }
  if (!facts.has_provider) {
    return "ONNX Runtime's library for CUDA is not beside it; copy the whole folder of the "
           "build: " +
           facts.provider;
  }
  if (!facts.driver_error.empty()) {
    return "there is no NVIDIA driver; a container needs the host's (--gpus all), and Dataflow "
           "worker_accelerator=...;install-nvidia-driver: " +
           facts.driver_error;
  }
  if (facts.num_devices == 0) {
    return "the driver shows no GPU; the machine type has none, or CUDA_VISIBLE_DEVICES hides it, "
           "or, on Dataflow, worker_accelerator is missing: CUDA_VISIBLE_DEVICES is " +
           facts.visible_devices;
  }
  if (ordinal >= facts.num_devices) {
    return "there is no such GPU; they count from 0: found " + std::to_string(facts.num_devices);
  }
  return std::nullopt;
}

}  // namespace

std::string Name(const Device& device) {
  return device.kind == Device::Kind::kCpu ? "cpu" : "cuda:" + std::to_string(device.ordinal);
}

ChosenDevice ChooseDevice(std::string_view wanted, const std::function<CudaFacts()>& look) {
  if (wanted == "cpu") return {.device = {}, .why = "cpu was asked for"};
  if (wanted == "auto") {
    const CudaFacts facts = look();
    if (const auto why_not = WhyNot(0, facts)) {
      return {.device = {}, .why = "auto takes the cpu: " + *why_not};
    }
    return {.device = {.kind = Device::Kind::kCuda},
            .why = "auto takes cuda:0, " + facts.first_device};
  }
  const auto ordinal = OrdinalOf(wanted);
  if (!ordinal.has_value()) {
    throw Error(ErrorCode::kInvalidArgument,
                "a device is auto, cpu, cuda or cuda:N: found \"" + std::string(wanted) + "\"");
  }
  if (const auto why_not = WhyNot(*ordinal, look())) {
    throw Error(ErrorCode::kNotFound,
                "device " + std::string(wanted) + " cannot be used: " + *why_not);
  }
  return {.device = {.kind = Device::Kind::kCuda, .ordinal = *ordinal},
          .why = std::string(wanted) + " was asked for"};
}

ChosenDevice ChooseDevice(std::string_view wanted) {
  return ChooseDevice(wanted, LookForCuda);
}

}  // namespace klay
