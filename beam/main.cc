#include "beam/main.h"

#include <malloc.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "beam/direct/direct_runner.h"
#include "beam/exec/step_error.h"
#include "beam/pipeline/graph_format/graph_format.h"
#include "beam/progress_line.h"

namespace beam::internal {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitCancelled = 130;

struct RunnerOptions {
  std::string runner = "direct";
  std::optional<GraphFormat> print_graph;

  static constexpr FieldDoc kDocs[] = {
      {"runner", "Where to run: direct is this process, on all its processors."},
      {"print_graph", "Print the pipeline's transforms to standard output and run nothing."}};
};

std::atomic<bool> stop_requested = false;

void RequestStop(int signal) {
  stop_requested = true;
  std::signal(signal, SIG_DFL);  // The second one ends the process.
}

void InstallSignalHandlers() {
  struct sigaction action = {};
  action.sa_handler = RequestStop;
  action.sa_flags = SA_RESTART;  // Files at work are read to their end.
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

/// Keeps freed memory for the next element. glibc gives a thread's buffers back to the system after
/// every file otherwise, and page faults for the next one cost as much as decoding a short file.
void KeepFreedMemory() {
  constexpr int kKeptBytes = 32 << 20;
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
  mallopt(M_MMAP_THRESHOLD, kKeptBytes);
}

PipelineResult RunDirect(const Pipeline& pipeline, const DirectOptions& options) {
  ProgressLine line(STDERR_FILENO);
  direct::RunHooks hooks;
  hooks.cancelled = [] { return stop_requested.load(std::memory_order_relaxed); };
  if (pipeline.progress_line() && line.is_terminal()) {
    hooks.progress = [&](const Progress& progress) {
      line.Show(pipeline.progress_line()(progress));
    };
  }
  return direct::RunPipeline(pipeline, options, hooks);
}

/// Calls every hook, even when one throws; returns the first failure.
std::optional<Error> Finish(const Pipeline& pipeline, const PipelineResult& result) {
  std::optional<Error> first;
  for (const auto& hook : pipeline.finish_hooks()) {
    try {
      hook(result);
    } catch (...) {
      const Error error = exec::CurrentError();
      if (!first.has_value()) first = error;
    }
  }
  return first;
}

int Run(const DirectOptions& direct_options, const RunnerOptions& runner_options,
        const std::string& program, const std::function<void(Pipeline&)>& build) {
  if (runner_options.runner != "direct") {
    throw Error(ErrorCode::kInvalidArgument,
                "--runner names no runner of this build; known: direct; found \"" +
                    runner_options.runner + "\"");
  }
  Pipeline pipeline;
  build(pipeline);
  if (runner_options.print_graph.has_value()) {
    std::cout << FormatGraph(pipeline.graph(), *runner_options.print_graph) << std::flush;
    pipeline.graph().CheckRunnable();
    return 0;
  }
  InstallSignalHandlers();
  KeepFreedMemory();
  const PipelineResult result = RunDirect(pipeline, direct_options);
  const std::optional<Error> finish_error = Finish(pipeline, result);
  for (const std::optional<Error>& error : {result.error, finish_error}) {
    if (error.has_value()) std::cerr << program << ": " << error->what() << "\n";
  }
  if (result.error.has_value() || finish_error.has_value()) return kExitFailed;
  if (result.state != JobState::kCancelled) return 0;
  std::cerr << program << ": stopped before its end\n";
  return kExitCancelled;
}

}  // namespace

int RunMain(int argc, char** argv, FlagGroup options, const ProgramText& text,
            const std::function<void(Pipeline&)>& build) {
  const std::string program = argc > 0 ? std::filesystem::path(argv[0]).filename().string() : "job";
  try {
    RunnerOptions runner_options;
    DirectOptions direct_options;
    const std::vector<FlagGroup> groups = {std::move(options), FlagsOf("Runner", runner_options),
                                           FlagsOf("Embedded runner (direct)", direct_options)};
    if (auto answer = ParseFlags(argc, argv, groups, text)) {
      std::cout << *answer << std::flush;
      return 0;
    }
    return Run(direct_options, runner_options, program, build);
  } catch (...) {
    const Error error = exec::CurrentError();
    std::cerr << program << ": " << error.what() << "\n";
    return error.code() == ErrorCode::kInvalidArgument ? kExitUsage : kExitFailed;
  }
}

}  // namespace beam::internal
