#include "beam/main.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "beam/base/freed_memory.h"
#include "beam/base/log_output.h"
#include "beam/direct/direct_runner.h"
#include "beam/exec/step_error.h"
#include "beam/json_log.h"
#include "beam/launch/run_on_engine.h"
#include "beam/launch/run_worker.h"
#include "beam/pipeline/graph_format/graph_format.h"
#include "beam/progress_line.h"

namespace beam::internal {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitCancelled = 130;

enum class LogFormat { kText, kJson };
enum class LogLevel { kDebug, kInfo, kWarning, kError };

struct RunnerOptions {
  std::string runner = "direct";
  std::optional<GraphFormat> print_graph;
  LogFormat log_format = LogFormat::kText;
  LogLevel log_level = LogLevel::kInfo;

  static constexpr FieldDoc kDocs[] = {
      {"runner",
       "Where to run: direct is this process, on all its processors; prism, flink and spark are "
       "engines, and portable is any that speaks Beam's Job API at --job_endpoint."},
      {"print_graph", "Print the pipeline's transforms to standard output and run nothing."},
      {"log_format",
       "How messages on standard error look: text, or json, a JSON object a line with the fields "
       "of Google's Cloud Logging."},
      {"log_level", "What is said: debug adds a line a file."}};
};

LogSeverity SeverityOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return LogSeverity::kDebug;
    case LogLevel::kInfo:
      return LogSeverity::kInfo;
    case LogLevel::kWarning:
      return LogSeverity::kWarning;
    case LogLevel::kError:
      break;
  }
  return LogSeverity::kError;
}

void SetLog(const RunnerOptions& options) {
  static JsonLog json;
  SetLogOutput(SeverityOf(options.log_level),
               options.log_format == LogFormat::kJson ? &json : nullptr);
}

/// Says to people, or to the log that takes the place of standard error, how the job went.
void Say(LogSeverity severity, const std::string& program, std::string_view text) {
  const std::string message = program + ": " + std::string(text);
  if (LogsToSink()) {
    Log(severity, message);
  } else {
    std::cerr << message << "\n";
  }
}

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

/// Runs the pipeline by `run(hooks)`, with progress on a terminal and an ear for Ctrl-C.
PipelineResult Watched(const Pipeline& pipeline,
                       const std::function<PipelineResult(const RunHooks&)>& run) {
  ProgressLine line(STDERR_FILENO);
  RunHooks hooks;
  hooks.cancelled = [] { return stop_requested.load(std::memory_order_relaxed); };
  if (pipeline.progress_line() && line.is_terminal()) {
    hooks.progress = [&](const Progress& progress) {
      line.Show(pipeline.progress_line()(progress));
    };
  }
  return run(hooks);
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

/// The flags that every job has.
struct Flags {
  RunnerOptions runner;
  DirectOptions direct;
  EngineOptions engine;
  WorkerOptions worker;

  /// All of them, behind the job's own.
  std::vector<FlagGroup> Groups(FlagGroup of_job) {
    return {std::move(of_job), FlagsOf("Runner", runner),
            FlagsOf("Embedded runner (direct)", direct),
            FlagsOf("Engines (portable, prism, flink, spark)", engine),
            FlagsOf("Worker of an engine", worker)};
  }
};

PipelineResult RunWhereAsked(const Flags& flags, const EngineLaunch& launch,
                             const RunHooks& hooks) {
  if (flags.runner.runner == "direct") {
    return direct::RunPipeline(*launch.pipeline, flags.direct, hooks);
  }
  return LaunchOnEngine(flags.runner.runner, flags.engine, launch, hooks);
}

int Run(const Flags& flags, const EngineLaunch& launch) {
  const Pipeline& pipeline = *launch.pipeline;
  if (flags.runner.print_graph.has_value()) {
    std::cout << FormatGraph(pipeline.graph(), *flags.runner.print_graph) << std::flush;
    pipeline.graph().CheckRunnable();
    return 0;
  }
  InstallSignalHandlers();
  KeepFreedMemory();
  const PipelineResult result =
      Watched(pipeline, [&](const RunHooks& hooks) { return RunWhereAsked(flags, launch, hooks); });
  const std::optional<Error> finish_error = Finish(pipeline, result);
  for (const std::optional<Error>& error : {result.error, finish_error}) {
    if (error.has_value()) Say(LogSeverity::kError, launch.program, error->what());
  }
  if (result.error.has_value() || finish_error.has_value()) return kExitFailed;
  if (result.state != JobState::kCancelled) return 0;
  Say(LogSeverity::kWarning, launch.program, "stopped before its end");
  return kExitCancelled;
}

void CheckRunner(const std::string& runner) {
  if (runner == "direct" || IsEngine(runner)) return;
  throw Error(ErrorCode::kInvalidArgument,
              "--runner names no runner of this build; known: direct, portable, prism, flink, "
              "spark; found \"" +
                  runner + "\"");
}

}  // namespace

namespace {

/// The pipeline that a launcher made which had these arguments.
std::shared_ptr<const Pipeline> BuildAgain(const std::vector<std::string>& arguments,
                                           const std::function<JobProgram()>& make) {
  std::vector<const char*> argv = {"worker"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  const JobProgram job = make();
  Flags flags;
  ParseFlags(static_cast<int>(argv.size()), argv.data(), flags.Groups(job.flags));
  SetLog(flags.runner);
  auto pipeline = std::make_shared<Pipeline>();
  job.build(*pipeline);
  return pipeline;
}

int ServeEngines(int argc, char** argv, const std::function<JobProgram()>& make) {
  WorkerOptions options;
  ParseFlags(argc, argv, {FlagsOf("Worker of an engine", options)});
  // A pool ends its workers; one worker is ended by its engine, or killed.
  if (options.worker_pool.has_value()) InstallSignalHandlers();
  KeepFreedMemory();
  RunWorker(
      options, {argv, argv + argc},
      [&](const std::vector<std::string>& arguments) { return BuildAgain(arguments, make); },
      [] { return stop_requested.load(std::memory_order_relaxed); });
  return 0;
}

}  // namespace

int RunMain(int argc, char** argv, const ProgramText& text,
            const std::function<JobProgram()>& make) {
  const std::string program = argc > 0 ? std::filesystem::path(argv[0]).filename().string() : "job";
  try {
    if (IsWorkerCommand({argv + std::min(argc, 1), argv + argc})) {
      return ServeEngines(argc, argv, make);
    }
    const JobProgram job = make();
    Flags flags;
    if (auto answer = ParseFlags(argc, argv, flags.Groups(job.flags), text)) {
      std::cout << *answer << std::flush;
      return 0;
    }
    SetLog(flags.runner);
    CheckRunner(flags.runner.runner);
    auto pipeline = std::make_shared<Pipeline>();
    job.build(*pipeline);
    return Run(flags, {pipeline, program, {argv + 1, argv + argc}});
  } catch (...) {
    const Error error = exec::CurrentError();
    Say(LogSeverity::kError, program, error.what());
    return error.code() == ErrorCode::kInvalidArgument ? kExitUsage : kExitFailed;
  }
}

}  // namespace beam::internal
