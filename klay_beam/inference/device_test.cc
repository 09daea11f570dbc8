#include "klay_beam/inference/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::HasSubstr;

CudaFacts TwoGpus() {
  return {.runtime = "1.29.0 (/lib/libonnxruntime.so)",
          .runtime_has_cuda = true,
          .provider = "/lib/libonnxruntime_providers_cuda.so",
          .has_provider = true,
          .num_devices = 2,
          .first_device = "NVIDIA L4"};
}

/// What asking for a device ends in when CUDA looks like this.
std::string MessageOf(std::string_view wanted, const CudaFacts& facts) {
  try {
    ChooseDevice(wanted, [&] { return facts; });
  } catch (const beam::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST(Device, HasAName) {
  EXPECT_EQ(Name({}), "cpu");
  EXPECT_EQ(Name({.kind = Device::Kind::kCuda, .ordinal = 3}), "cuda:3");
}

TEST(ChooseDevice, TakesTheCpuWithoutLookingForGpus) {
  const auto look = []() -> CudaFacts { throw std::logic_error("looked"); };
  EXPECT_EQ(ChooseDevice("cpu", look).device, Device());
}

TEST(ChooseDevice, TakesTheGpuThatIsAskedFor) {
  EXPECT_EQ(Name(ChooseDevice("cuda", TwoGpus).device), "cuda:0");
  EXPECT_EQ(Name(ChooseDevice("cuda:1", TwoGpus).device), "cuda:1");
}

TEST(ChooseDevice, AutoTakesTheFirstGpuAndSaysWhich) {
  const ChosenDevice chosen = ChooseDevice("auto", TwoGpus);
  EXPECT_EQ(Name(chosen.device), "cuda:0");
  EXPECT_EQ(chosen.why, "auto takes cuda:0, NVIDIA L4");
}

TEST(ChooseDevice, AutoTakesTheCpuAndSaysWhyNoGpu) {
  CudaFacts facts = TwoGpus();
  facts.num_devices = 0;
  const ChosenDevice chosen = ChooseDevice("auto", [&] { return facts; });
  EXPECT_EQ(Name(chosen.device), "cpu");
  EXPECT_THAT(chosen.why, HasSubstr("the driver shows no GPU"));
}

TEST(ChooseDevice, RefusesWhatIsNoDevice) {
  for (const char* wanted :
       {"", "gpu", "cuda:", "cuda:x", "cuda:-1", "cuda:1 ", "cuda:99999999999"}) {
    EXPECT_THAT(MessageOf(wanted, TwoGpus()),
                HasSubstr("invalid_argument: a device is auto, cpu, cuda or cuda:N: found"))
        << wanted;
  }
}

TEST(ChooseDevice, SaysThatOnnxRuntimeIsForTheCpu) {
  CudaFacts facts = TwoGpus();
  facts.runtime_has_cuda = false;
  EXPECT_THAT(MessageOf("cuda", facts), HasSubstr("not_found: device cuda cannot be used: ONNX "
                                                  "Runtime was built without CUDA; set "
                                                  "KLAY_ONNXRUNTIME"));
}

TEST(ChooseDevice, SaysThatTheCudaLibraryIsMissing) {
  CudaFacts facts = TwoGpus();
  facts.has_provider = false;
  EXPECT_THAT(MessageOf("cuda", facts), HasSubstr("/lib/libonnxruntime_providers_cuda.so"));
}

TEST(ChooseDevice, SaysThatThereIsNoDriver) {
  CudaFacts facts = TwoGpus();
  facts.driver_error = "libcuda.so.1: cannot open shared object file";
  EXPECT_THAT(MessageOf("cuda", facts), HasSubstr("no NVIDIA driver"));
  EXPECT_THAT(MessageOf("cuda", facts), HasSubstr("install-nvidia-driver"));
}

TEST(ChooseDevice, SaysThatNoGpuIsVisible) {
  CudaFacts facts = TwoGpus();
  facts.num_devices = 0;
  facts.visible_devices = "7";
  EXPECT_THAT(MessageOf("cuda", facts), HasSubstr("worker_accelerator is missing"));
  EXPECT_THAT(MessageOf("cuda", facts), HasSubstr("CUDA_VISIBLE_DEVICES is 7"));
}

TEST(ChooseDevice, SaysHowManyGpusThereAre) {
  EXPECT_THAT(MessageOf("cuda:2", TwoGpus()), HasSubstr("they count from 0: found 2"));
}

TEST(LookForCuda, FindsTheRuntimeOfThisBuild) {
  const CudaFacts facts = LookForCuda();
  EXPECT_THAT(facts.runtime, HasSubstr("libonnxruntime.so"));
  EXPECT_EQ(facts.num_devices > 0, !facts.first_device.empty());
}

}  // namespace
}  // namespace klay
