#include "beam/main.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include "beam/base/log.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/testing/collect.h"

namespace beam {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Options {
  std::string word;
  int times = 2;

  static constexpr std::string_view kAbout = "Repeats a word.";
};

struct Ended {
  int status;
  std::string out;
  std::string err;
};

template <class Build>
Ended RunJob(std::vector<std::string> arguments, Build build) {
  arguments.insert(arguments.begin(), "/somewhere/job");
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int status = Main<Options>(static_cast<int>(argv.size()), argv.data(), build);
  return {status, ::testing::internal::GetCapturedStdout(),
          ::testing::internal::GetCapturedStderr()};
}

void BuildNothing(Pipeline&, const Options&) {}

TEST(Main, RunsThePipelineThatBuildMakesOfTheOptions) {
  std::shared_ptr<testing::Collected<std::string>> out;
  JobState state = JobState::kFailed;
  auto build = [&](Pipeline& p, const Options& options) {
    out = testing::Collect("Out", p | Create("Words", std::vector(options.times, options.word)));
    p.OnFinish([&](const PipelineResult& result) { state = result.state; });
  };
  EXPECT_EQ(RunJob({"--word=la", "--times=3", "--direct_num_workers=2"}, build).status, 0);
  EXPECT_THAT(out->values(), ::testing::ElementsAre("la", "la", "la"));
  EXPECT_EQ(state, JobState::kDone);
}

TEST(Main, HelpNamesTheJobsFlagsAndTheRunners) {
  const Ended ended = RunJob({"--help"}, BuildNothing);
  EXPECT_EQ(ended.status, 0);
  for (const char* part : {"Repeats a word.", "--word string REQUIRED", "--times integer [2]",
                           "--runner string [direct]", "--print_graph dot|mermaid|text",
                           "--direct_num_workers integer [0]", "--direct_encode_every_edge"}) {
    EXPECT_THAT(ended.out, HasSubstr(part));
  }
}

TEST(Main, TheLogMayBeJsonAndSayMore) {
  auto build = [](Pipeline& p, const Options& options) {
    p | Create("Words", {options.word}) | Map("Say", [](const std::string& word) {
      Log(LogSeverity::kDebug, "debug \"" + word + "\" \xff");
      Log(LogSeverity::kWarning, "warning");
      if (word == "fail") throw Error(ErrorCode::kDataLoss, "no luck");
      return word;
    });
  };
  EXPECT_EQ(RunJob({"--word=la"}, build).err, "warning: warning\n");
  EXPECT_EQ(RunJob({"--word=la", "--log_level=error"}, build).err, "");
  EXPECT_THAT(RunJob({"--word=la", "--log_level=debug"}, build).err, HasSubstr("debug \"la\""));
  const Ended json = RunJob({"--word=fail", "--log_level=debug", "--log_format=json"}, build);
  EXPECT_EQ(json.status, 1);
  EXPECT_THAT(json.err, HasSubstr(R"({"severity":"DEBUG","time":"20)"));
  EXPECT_THAT(json.err, HasSubstr(R"("message":"debug \"fail\" \\xff"})"));
  EXPECT_THAT(json.err, HasSubstr(R"({"severity":"ERROR","time":"20)"));
  EXPECT_THAT(json.err, HasSubstr("no luck"));
  EXPECT_EQ(RunJob({"--word=la"}, build).err, "warning: warning\n");
}

TEST(Main, WrongFlagsEndWithStatus2) {
  EXPECT_EQ(RunJob({}, BuildNothing).status, 2);
  const Ended ended = RunJob({"--wrod=x"}, BuildNothing);
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err,
              HasSubstr("job: invalid_argument: unknown flag --wrod=x; the nearest is --word"));
  EXPECT_THAT(RunJob({"--word=x", "--runner=moon"}, BuildNothing).err,
              HasSubstr("known: direct, portable, prism, flink, spark; found \"moon\""));
}

TEST(Main, AnEngineThatCannotBeReachedIsToldInOneSentence) {
  const Ended nowhere = RunJob({"--word=x", "--runner=portable"}, BuildNothing);
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("needs --job_endpoint=HOST:PORT"));
  const Ended missing =
      RunJob({"--word=x", "--runner=prism", "--job_server=/no/such/prism"}, BuildNothing);
  EXPECT_EQ(missing.status, 1);
  EXPECT_THAT(missing.err, HasSubstr("cannot execute /no/such/prism: No such file"));
  const char* path_before = std::getenv("PATH");
  ASSERT_NE(path_before, nullptr);
  const std::string path = path_before;
  setenv("PATH", "/nowhere", 1);
  const Ended not_installed = RunJob({"--word=x", "--runner=flink"}, BuildNothing);
  setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(not_installed.status, 1);
  EXPECT_THAT(not_installed.err,
              AllOf(HasSubstr("--job_endpoint"), HasSubstr("--job_server"),
                    HasSubstr("beam-flink-job-server"), HasSubstr("make engines")));
  EXPECT_THAT(RunJob({"--word=x", "--runner=flink", "--environment_type=MOON"}, BuildNothing).err,
              HasSubstr("LOOPBACK, EXTERNAL, PROCESS or DOCKER"));
}

TEST(Main, PrintGraphPrintsThePipelineAndRunsNothing) {
  bool ran = false;
  auto build = [&](Pipeline& p, const Options& options) {
    p | Create("Words", {options.word}) | Map("Run", [&](const std::string& word) {
      ran = true;
      return word;
    });
    p.OnFinish([&](const PipelineResult&) { ran = true; });
  };
  const Ended ended = RunJob({"--word=la", "--print_graph=text"}, build);
  EXPECT_EQ(ended.status, 0);
  EXPECT_THAT(ended.out, HasSubstr("Run [ParDo]\n  <- Words/Reshuffle: std::string\n"));
  EXPECT_THAT(RunJob({"--word=la", "--print_graph=dot"}, build).out, HasSubstr("digraph"));
  EXPECT_THAT(RunJob({"--word=la", "--print_graph=mermaid"}, build).out, HasSubstr("flowchart"));
  EXPECT_FALSE(ran);
}

TEST(Main, AnUnknownFormatOfTheGraphNamesTheKnownOnes) {
  const Ended ended = RunJob({"--word=la", "--print_graph=png"}, BuildNothing);
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err, HasSubstr("--print_graph wants dot|mermaid|text, found \"png\""));
}

TEST(Main, APipelineThatCannotRunIsToldWithAllReasonsAndRunsNothing) {
  bool ran = false;
  auto build = [&](Pipeline& p, const Options& options) {
    auto words = p | Create("Words", {options.word});
    auto run = [&](const std::string& word) {
      ran = true;
      return word;
    };
    words | Map("Run", run);
    words | Map("Run", run);
    words | Map("", run);
  };
  const Ended ended = RunJob({"--word=la"}, build);
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.err,
              AllOf(HasSubstr("for 2 reasons"), HasSubstr("\"Run\""), HasSubstr("an empty label")));
  const Ended printed = RunJob({"--word=la", "--print_graph=text"}, build);
  EXPECT_EQ(printed.status, 2);
  EXPECT_THAT(printed.out, HasSubstr("Run [ParDo]"));
  EXPECT_THAT(printed.err, HasSubstr("for 2 reasons"));
  EXPECT_FALSE(ran);
}

TEST(Main, AFailedJobEndsWithStatus1AndItsHooksStillRun) {
  bool finished = false;
  auto build = [&](Pipeline& p, const Options& options) {
    p | Create("Words", {options.word}) |
        Map("Throw", [](const std::string&) -> int { throw std::runtime_error("no"); });
    p.OnFinish([&](const PipelineResult& result) { finished = result.error.has_value(); });
  };
  const Ended ended = RunJob({"--word=la"}, build);
  EXPECT_EQ(ended.status, 1);
  EXPECT_TRUE(finished);
  EXPECT_THAT(ended.err,
              HasSubstr(R"(step "Throw" failed on element "la": std::runtime_error: no)"));
}

TEST(Main, AHookThatThrowsFailsTheJob) {
  auto build = [](Pipeline& p, const Options&) {
    p.OnFinish(
        [](const PipelineResult&) { throw Error(ErrorCode::kInternal, "books do not balance"); });
  };
  const Ended ended = RunJob({"--word=la"}, build);
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.err, HasSubstr("books do not balance"));
}

TEST(Main, ASignalStopsTheJobWithStatus130) {
  auto build = [](Pipeline& p, const Options& options) {
    p | Create("Words", std::vector(100000, options.word)) |
        Map("Stop", [](const std::string& word) {
          std::raise(SIGINT);
          return word;
        });
  };
  auto run = [&] {
    std::string arguments[] = {"job", "--word=la", "--direct_num_workers=1"};
    char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data()};
    std::exit(Main<Options>(3, argv, build));
  };
  // In a process of its own: the signal is for all of one.
  EXPECT_EXIT(run(), ::testing::ExitedWithCode(130), "stopped before its end");
}

}  // namespace
}  // namespace beam
