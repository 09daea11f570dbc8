#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "klay_beam/inference/cuda_facts.h"

namespace klay {

/// Where a model runs.
struct Device {
  enum class Kind { kCpu, kCuda };
  Kind kind = Kind::kCpu;
  int ordinal = 0;  ///< Which of the GPUs that the process sees.

  auto operator<=>(const Device&) const = default;
};

/// "cpu", or "cuda:0".
std::string Name(const Device& device);

/// A device, and why it is this one, as a sentence for the log.
struct ChosenDevice {
  Device device;
  std::string why;
};

/// The device that `wanted` stands for: "cpu", "cuda" or "cuda:N", or "auto", which is the first
/// GPU if there is one that ONNX Runtime can use, and the CPU otherwise.
///
/// Throws invalid_argument for another text, and not_found for a GPU that cannot be used: the
/// message says the likely cause and what to do about it.
ChosenDevice ChooseDevice(std::string_view wanted);

/// The same with what `look` finds of CUDA, which is asked only when a GPU may be chosen.
ChosenDevice ChooseDevice(std::string_view wanted, const std::function<CudaFacts()>& look);

}  // namespace klay
