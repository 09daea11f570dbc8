#include "beam/testing/test_pipeline.h"

#include <array>
#include <exception>
#include <string>

#include "beam/base/error.h"
#include "beam/direct/direct_runner.h"

namespace beam::testing {
namespace {

std::string Text(const DirectOptions& options) {
  std::string text = "with --direct_num_workers=" + std::to_string(options.direct_num_workers);
  if (options.direct_encode_every_edge) text += " --direct_encode_every_edge";
  return text + " --direct_memory_limit=" + options.direct_memory_limit;
}

}  // namespace

PipelineResult TestPipeline::Run(const DirectOptions& options) const {
  PipelineResult result = direct::RunPipeline(*this, options);
  if (result.error.has_value()) throw Error(*result.error);
  std::string wrong;
  for (const auto& hook : finish_hooks()) {
    try {
      hook(result);
    } catch (const std::exception& failure) {
      wrong += std::string(wrong.empty() ? "" : "\n") + failure.what();
    }
  }
  if (!wrong.empty()) throw Error(ErrorCode::kInvalidArgument, wrong);
  return result;
}

std::span<const DirectOptions> EveryWay() {
  static const std::array kWays = {
      DirectOptions{.direct_num_workers = 1},
      DirectOptions{.direct_num_workers = 4},
      DirectOptions{
          .direct_num_workers = 2, .direct_encode_every_edge = true, .direct_memory_limit = "1KB"},
  };
  return kWays;
}

void RunEveryWay(const std::function<void(Pipeline&)>& build) {
  for (const DirectOptions& options : EveryWay()) {
    TestPipeline pipeline;
    build(pipeline);
    try {
      pipeline.Run(options);
    } catch (const Error& error) {
      throw error.WithContext(Text(options));
    }
  }
}

}  // namespace beam::testing
