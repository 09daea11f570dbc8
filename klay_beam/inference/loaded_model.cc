#include "klay_beam/inference/loaded_model.h"

#include <unistd.h>

#include <chrono>
#include <fstream>

#include "beam/base/error.h"
#include "beam/base/log.h"

namespace klay::internal {
namespace {

/// What this process holds in memory [bytes]; 0 where the system does not tell.
std::int64_t ResidentBytes() {
  std::int64_t pages = 0;
  std::int64_t resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace

LoadCost LoadOnDevice(const std::string& label, const InferenceDevice& wanted,
                      const std::function<void(const ModelSettings&)>& load) {
  if (wanted.threads < 1) {
    throw beam::Error(
        beam::ErrorCode::kInvalidArgument,
        label + ": a batch takes at least one thread: found " + std::to_string(wanted.threads));
  }
  const ChosenDevice chosen = ChooseDevice(wanted.device);
  const auto start = std::chrono::steady_clock::now();
  const std::int64_t before = ResidentBytes();
  load({.device = chosen.device, .threads = wanted.threads});
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
  const LoadCost cost{.milliseconds = static_cast<std::int64_t>(took.count()),
                      .bytes = ResidentBytes() - before};
  beam::Log(beam::LogSeverity::kInfo, label + ": the model is loaded on " + Name(chosen.device) +
                                          " in " + std::to_string(cost.milliseconds) + " ms; " +
                                          chosen.why);
  return cost;
}

}  // namespace klay::internal
