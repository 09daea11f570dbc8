// What a bundle that fails leaves behind, and when it is tried again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"

namespace beam::direct {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

/// Emits and counts, and then fails at one place of its life, as often as it is told to.
struct Flaky {
  std::string where;
  ErrorCode code = ErrorCode::kUnavailable;
  std::shared_ptr<std::atomic<int>> failures_left;
  Counter processed{"processed"};

  void At(const std::string& here) const {
    if (where == here && failures_left->fetch_sub(1) > 0) throw Error(code, "thrown at " + here);
  }
  void Setup() { At("Setup"); }
  void StartBundle() { At("StartBundle"); }
  void Process(const int& n, Emitter<int>& out) {
    processed.Increment();
    out(n);
    At("Process");
  }
  void FinishBundle() { At("FinishBundle"); }
};

Flaky FailsAt(const std::string& where, int times, ErrorCode code = ErrorCode::kUnavailable) {
  return {where, code, std::make_shared<std::atomic<int>>(times)};
}

TEST(RetryTest, WhatPassesIsTriedAgainAndCountedOnce) {
  for (const std::string where : {"Setup", "StartBundle", "Process", "FinishBundle"}) {
    Pipeline p;
    auto flaky = p | Create("Numbers", {1, 2, 3}) | ParDo("Flaky", FailsAt(where, 2));
    auto shuffled = testing::Collect("Shuffled", flaky | Reshuffle());
    auto summed = testing::Collect("Summed", flaky | CombineGlobally("Sum", SumFn<int>()));
    const PipelineResult result = RunPipeline(p, {.direct_num_workers = 1});
    ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
    EXPECT_THAT(shuffled->values(), UnorderedElementsAre(1, 2, 3)) << where;
    EXPECT_THAT(summed->values(), UnorderedElementsAre(6)) << where;
    EXPECT_EQ(result.metrics.Counter("processed"), 3) << where;
  }
}

TEST(RetryTest, GivesUpAfterSomeAttemptsAndNamesTheElement) {
  Pipeline p;
  const Flaky flaky = FailsAt("Process", 1000);
  auto out =
      testing::Collect("Out", p | Create("Numbers", {7}) | ParDo("Flaky", flaky) | Reshuffle());
  const PipelineResult result = RunPipeline(p, {});
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_EQ(result.error->code(), ErrorCode::kUnavailable);
  EXPECT_THAT(result.error->message(), HasSubstr("after 4 attempts"));
  EXPECT_THAT(result.error->message(), HasSubstr("\"Flaky\" failed on element 7"));
  EXPECT_EQ(*flaky.failures_left, 1000 - 4);
  EXPECT_TRUE(out->values().empty());
  EXPECT_EQ(result.metrics.Counter("processed"), 0);
}

TEST(RetryTest, WhatCannotPassIsNotTriedAgain) {
  Pipeline p;
  const Flaky flaky = FailsAt("Process", 1000, ErrorCode::kDataLoss);
  p | Create("Numbers", {7}) | ParDo("Flaky", flaky);
  const PipelineResult result = RunPipeline(p, {});
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(), Not(HasSubstr("attempts")));
  EXPECT_EQ(*flaky.failures_left, 999);
}

TEST(RetryTest, ABundleThatHasLetGoOfElementsIsPastTryingAgain) {
  Pipeline p;
  auto failures_left = std::make_shared<std::atomic<int>>(1);
  struct FailsAtTheEnd {
    std::shared_ptr<std::atomic<int>> failures_left;
    void Process(const int&, Emitter<std::string>& text) const {
      for (int i = 0; i < 100; ++i) text(std::string(100000, 'x'));
      if (failures_left->fetch_sub(1) > 0) throw Error(ErrorCode::kUnavailable, "late");
    }
  };
  p | Create("One", {1}) | ParDo("Late", FailsAtTheEnd{failures_left}) | Reshuffle();
  const PipelineResult result = RunPipeline(p, {});
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(), HasSubstr("\"Late\" failed on element 1: late"));
}

TEST(TraceTest, ShowsEveryBundleAndGroup) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/trace.json";
  Pipeline p;
  testing::Collect("Out", p | Create("Numbers", {1, 2, 3}) | Map("Key", [](int n) {
                            return KV<std::string, int>{"\"k\"", n};
                          }) | GroupByKey("Group \"all\""));
  ASSERT_EQ(RunPipeline(p, {.direct_trace = path}).state, JobState::kDone);
  const nlohmann::json trace = nlohmann::json::parse(std::ifstream(path));
  int elements = 0;
  int reads = 0;
  for (const auto& event : trace.at("traceEvents")) {
    EXPECT_EQ(event.at("ph"), "X");
    EXPECT_GE(event.at("dur"), 0);
    if (event.at("name") != "Group \"all\"") continue;
    if (event.at("cat") == "bundle") elements += event.at("args").at("elements").get<int>();
    if (event.at("cat") == "read groups") ++reads;
  }
  EXPECT_EQ(elements, 1);
  EXPECT_GT(reads, 0);
}

TEST(TraceTest, AFileThatCannotBeWrittenIsNamed) {
  Pipeline p;
  p | Create("Numbers", {1}) | Map("Same", [](int n) { return n; });
  try {
    RunPipeline(p, {.direct_trace = "/no/such/folder/trace.json"});
    FAIL() << "wrote a trace into a folder that is not there";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("/no/such/folder/trace.json"));
  }
}

}  // namespace
}  // namespace beam::direct
