#include "klay_beam/transforms/run_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace klay {
namespace {

using ::testing::HasSubstr;

beam::MetricsSnapshot Metrics(std::int64_t matched, std::int64_t done, std::int64_t failed) {
  beam::MetricsSnapshot metrics;
  metrics.counters[{"Match", "matched"}] = matched;
  metrics.counters[{"Load", "done"}] = done;
  metrics.counters[{"Load", "failed"}] = failed;
  metrics.counters[{"Load", "audio_microseconds"}] = done * 2'000'000;
  return metrics;
}

struct Finished {
  std::string printed;
  std::string error;
};

Finished Finish(beam::Pipeline& p, const beam::PipelineResult& result) {
  Finished finished;
  ::testing::internal::CaptureStdout();
  for (const auto& hook : p.finish_hooks()) {
    try {
      hook(result);
    } catch (const beam::Error& error) {
      finished.error = error.what();
    }
  }
  finished.printed = ::testing::internal::GetCapturedStdout();
  return finished;
}

TEST(RunReport, WritesEveryFieldAndFailure) {
  beam::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/report.json";
  beam::Pipeline p;
  RunReport::Of(p)->Describe("my_job", path);
  for (int i = 0; i < 30; ++i) {
    RunReport::Of(p)->Add(
        {"f" + std::to_string(i) + "\xff.wav", "LoadAudio", "data_loss", "no header"});
  }
  const Finished finished = Finish(
      p, {.metrics = Metrics(100, 70, 30), .runner = "direct", .started = {0}, .wall_seconds = 2});
  EXPECT_EQ(finished.error, "");
  const auto report = nlohmann::json::parse(beam::io::ReadFile(path));
  EXPECT_EQ(report["job"], "my_job");
  EXPECT_EQ(report["runner"], "direct");
  EXPECT_EQ(report["state"], "done");
  EXPECT_EQ(report["started"], "1970-01-01T00:00:00Z");
  EXPECT_EQ(report["wall_seconds"], 2.0);
  EXPECT_EQ(report["matched"], 100);
  EXPECT_EQ(report["skipped"], 0);
  EXPECT_EQ(report["done"], 70);
  EXPECT_EQ(report["failed"], 30);
  EXPECT_EQ(report["damaged"], 0);
  EXPECT_EQ(report["audio_seconds"], 140.0);
  EXPECT_FALSE(report["version"].get<std::string>().empty());
  ASSERT_EQ(report["failures"].size(), 30U);
  EXPECT_EQ(report["failures"][29]["path"], "f29\\xff.wav");
  EXPECT_EQ(report["failures"][0]["message"], "no header");
  EXPECT_THAT(finished.printed, HasSubstr("100 matched = 0 skipped + 70 done + 30 failed"));
  EXPECT_THAT(finished.printed, HasSubstr("30 data_loss"));
  EXPECT_THAT(finished.printed, HasSubstr("50.0 files/s, 70 x real time"));
  EXPECT_THAT(finished.printed, HasSubstr("and 20 more"));
}

TEST(RunReport, BooksThatDoNotBalanceFailTheJob) {
  beam::Pipeline p;
  RunReport::Of(p);
  EXPECT_THAT(
      Finish(p, {.metrics = Metrics(100, 70, 29)}).error,
      HasSubstr("the books do not balance: matched 100, skipped 0 + done 70 + failed 29 = 99"));
}

TEST(RunReport, AJobWhoseEveryInputFailedFails) {
  beam::Pipeline p;
  RunReport::Of(p);
  EXPECT_THAT(Finish(p, {.metrics = Metrics(3, 0, 3)}).error,
              HasSubstr("every input failed: 3 of 3"));
}

TEST(RunReport, AStoppedJobSaysWhatIsLeft) {
  beam::testing::TemporaryFolder folder;
  beam::Pipeline p;
  RunReport::Of(p)->Describe("my_job", folder.path() + "/r.json");
  const Finished finished =
      Finish(p, {.state = beam::JobState::kCancelled, .metrics = Metrics(10, 4, 1)});
  EXPECT_EQ(finished.error, "");
  EXPECT_THAT(finished.printed, HasSubstr("my_job: cancelled"));
  EXPECT_THAT(finished.printed, HasSubstr("+ 5 not processed"));
  const auto report = nlohmann::json::parse(beam::io::ReadFile(folder.path() + "/r.json"));
  EXPECT_EQ(report["unprocessed"], 5);
  EXPECT_EQ(report["state"], "cancelled");
}

TEST(RunReport, AFailedJobReportsItsError) {
  beam::testing::TemporaryFolder folder;
  beam::Pipeline p;
  RunReport::Of(p)->Describe("my_job", folder.path() + "/r.json");
  Finish(p, {.state = beam::JobState::kFailed,
             .error = beam::Error(beam::ErrorCode::kInternal, "it broke"),
             .metrics = Metrics(10, 4, 1)});
  const auto report = nlohmann::json::parse(beam::io::ReadFile(folder.path() + "/r.json"));
  EXPECT_EQ(report["error"], "internal: it broke");
}

TEST(RunReport, APathThatCannotBeWrittenFailsTheJob) {
  beam::Pipeline p;
  RunReport::Of(p)->Describe("my_job", "/proc/no/report.json");
  EXPECT_THAT(Finish(p, {.metrics = Metrics(1, 1, 0)}).error, HasSubstr("/proc/no/report.json"));
}

TEST(ProgressText, TellsCountSpeedAndTimeLeft) {
  EXPECT_EQ(ProgressText({.metrics = Metrics(100, 15, 5), .wall_seconds = 10}),
            "20 of 100 files, 5 failed, 2.0 files/s, 3 x real time, 0:40 left");
  EXPECT_EQ(ProgressText({}), "0 of 0 files, 0 failed, 0.0 files/s, 0 x real time");
}

TEST(RunReport, FailsTheJobAboveAFraction) {
  const auto error_above = [](double fraction) {
    beam::Pipeline p;
    RunReport::Of(p)->FailAbove(fraction);
    return Finish(p, {.metrics = Metrics(100, 90, 10), .runner = "direct"}).error;
  };
  EXPECT_EQ(error_above(0.1), "");
  EXPECT_THAT(error_above(0.09), HasSubstr("more than 0.09 of the inputs failed: 10 of 100"));
  EXPECT_NE(error_above(0), "");
  beam::Pipeline p;
  for (const double fraction : {-0.1, 1.1, std::nan("")}) {
    EXPECT_THROW(RunReport::Of(p)->FailAbove(fraction), beam::Error) << fraction;
  }
}

TEST(RunReport, WhatADryRunPlansIsNotMissing) {
  beam::Pipeline p;
  RunReport::Of(p);
  beam::MetricsSnapshot metrics = Metrics(5, 0, 2);
  metrics.counters[{"Plan", "planned"}] = 3;
  const Finished finished = Finish(p, {.metrics = metrics, .runner = "direct"});
  EXPECT_EQ(finished.error, "");
  EXPECT_THAT(finished.printed, HasSubstr("2 failed + 3 that a run would work on"));
}

}  // namespace
}  // namespace klay
