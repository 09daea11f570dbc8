// Runs pipelines on an engine and on the embedded runner, and compares what they give.

#include <chrono>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "beam/direct/direct_runner.h"
#include "beam/exec/step_error.h"
#include "beam/launch/run_on_engine.h"
#include "beam/launch/testing/engine_lines.h"
#include "beam/launch/testing/engine_pipelines.h"
#include "beam/pipeline/flags.h"
#include "beam/testing/line_difference.h"

namespace beam {
namespace {

struct SuiteOptions {
  std::string runner = "prism";
  std::optional<std::string> only = {};
  int first_seed = 0;
  int num_seeds = 20;
  bool panes = true;
  bool deferral = true;

  static constexpr FieldDoc kDocs[] = {
      {"runner", "The engine that is compared with the embedded runner."},
      {"only", "Run the pipeline of this name alone."},
      {"first_seed", "The first random pipeline."},
      {"num_seeds", "How many random pipelines to run after the named ones."},
      {"panes", "Whether the engine tells panes; Flink and Spark in batch do not."},
      {"deferral", "Whether the engine takes work that a function puts off; Spark does not."},
  };
};

using Lines = std::vector<std::string>;

/// Runs one pipeline both ways and prints how it went; false when they differ.
bool Compare(const testing::EnginePipeline& made, const SuiteOptions& options,
             const EngineOptions& engine) {
  const auto start = std::chrono::steady_clock::now();
  std::string outcome;
  try {
    const Lines expected =
        testing::LinesOf(made, [&](const std::shared_ptr<const Pipeline>& pipeline) {
          return direct::RunPipeline(*pipeline);
        });
    const Lines found =
        testing::LinesOf(made, [&](const std::shared_ptr<const Pipeline>& pipeline) {
          return LaunchOnEngine(options.runner, engine, {pipeline, made.name, {}}, {});
        });
    outcome = testing::LineDifference(expected, found);
    if (outcome.empty()) outcome = "same " + std::to_string(expected.size());
  } catch (...) {
    outcome = std::string("FAILED ") + exec::CurrentError().what();
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const bool is_same = outcome.starts_with("same ");
  std::cout << (is_same ? "ok      " : "DIFFERS ") << options.runner << " " << made.name << " "
            << outcome << " (" << seconds.count() << " s)" << std::endl;
  return is_same;
}

int Run(int argc, char** argv) {
  SuiteOptions options;
  EngineOptions engine;
  const std::vector<FlagGroup> groups = {FlagsOf("Suite", options), FlagsOf("Engine", engine)};
  if (auto answer = ParseFlags(argc, argv, groups)) {
    std::cout << *answer;
    return 0;
  }
  std::vector<testing::EnginePipeline> pipelines = testing::NamedEnginePipelines();
  for (int i = 0; i < options.num_seeds; ++i) {
    pipelines.push_back(testing::RandomEnginePipeline(options.first_seed + i, options.panes));
  }
  std::size_t same = 0;
  std::size_t all = 0;
  for (const auto& pipeline : pipelines) {
    if (options.only.has_value() && pipeline.name != *options.only) continue;
    if (pipeline.puts_off && !options.deferral) {
      std::cout << "skipped " << options.runner << " " << pipeline.name
                << " (the engine takes no work that is put off)" << std::endl;
      continue;
    }
    ++all;
    if (Compare(pipeline, options, engine)) ++same;
  }
  std::cout << options.runner << ": " << same << " of " << all
            << " pipelines give what the embedded runner gives\n";
  return same == all && all > 0 ? 0 : 1;
}

}  // namespace
}  // namespace beam

int main(int argc, char** argv) {
  try {
    return beam::Run(argc, argv);
  } catch (...) {
    std::cerr << "engine_suite: " << beam::exec::CurrentError().what() << "\n";
    return 2;
  }
}
