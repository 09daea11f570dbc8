#include "beam/direct/direct_runner.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "beam/base/thread_pool.h"
#include "beam/direct/memory_limit.h"
#include "beam/direct/plan.h"
#include "beam/direct/scheduler.h"

namespace beam::direct {
namespace {

constexpr double kSecondsBetweenProgress = 0.1;
constexpr int kMaxWorkers = 4096;

std::size_t NumWorkers(const DirectOptions& options) {
  if (options.direct_num_workers < 0 || options.direct_num_workers > kMaxWorkers) {
    throw Error(ErrorCode::kInvalidArgument, "--direct_num_workers must be 0 to " +
                                                 std::to_string(kMaxWorkers) + ": " +
                                                 std::to_string(options.direct_num_workers));
  }
  return options.direct_num_workers == 0 ? AvailableProcessors() : options.direct_num_workers;
}

std::filesystem::path TempFolder(const DirectOptions& options) {
  if (options.direct_temp_folder.has_value()) return *options.direct_temp_folder;
  const char* folder = std::getenv("TMPDIR");
  return folder != nullptr && *folder != '\0' ? folder : "/tmp";
}

Timestamp Now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

}  // namespace

PipelineResult RunPipeline(const Pipeline& pipeline, const DirectOptions& options,
                           const RunHooks& hooks) {
  pipeline.graph().CheckRunnable();
  PipelineResult result{.runner = "direct", .started = Now()};
  const auto start = std::chrono::steady_clock::now();
  auto elapsed = [start] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const Plan plan = MakePlan(pipeline.graph());
  const std::size_t num_workers = NumWorkers(options);
  Trace trace;
  Scheduler scheduler(plan, {.num_workers = num_workers,
                             .encode_every_edge = options.direct_encode_every_edge,
                             .memory_limit = ParseMemoryLimit(options.direct_memory_limit),
                             .temp_folder = TempFolder(options),
                             .cancelled = hooks.cancelled,
                             .trace = options.direct_trace.has_value() ? &trace : nullptr});
  {
    ThreadPool workers(static_cast<int>(num_workers));
    for (std::size_t i = 0; i < num_workers; ++i) workers.Submit([&] { scheduler.Work(); });
    while (!scheduler.WaitFor(kSecondsBetweenProgress)) {
      hooks.progress({scheduler.Metrics(), elapsed()});
    }
  }
  if (options.direct_trace.has_value()) trace.Write(*options.direct_trace);
  result.metrics = scheduler.Metrics();
  result.wall_seconds = elapsed();
  result.error = scheduler.error();
  if (result.error.has_value()) {
    result.state = JobState::kFailed;
  } else if (scheduler.stopped_early()) {
    result.state = JobState::kCancelled;
  }
  return result;
}

}  // namespace beam::direct
