// Whole pipelines, from the Job API down to a worker in this process and back.

#include "beam/worker/testing/fake_runner/fake_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "beam/base/error.h"
#include "beam/direct/direct_runner.h"
#include "beam/exec/metrics.h"
#include "beam/launch/testing/engine_lines.h"
#include "beam/launch/testing/engine_pipelines.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/pipeline/window_into.h"
#include "beam/portable/engine_job.h"
#include "beam/restriction/offset_range_tracker.h"
#include "beam/state/map_state.h"
#include "beam/state/timer.h"
#include "beam/testing/line_difference.h"
#include "beam/testing/temporary_folder.h"
#include "beam/worker/start/worker_pool.h"

namespace beam::fake_runner {
namespace {

using beam::testing::EnginePipeline;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr FakeRunnerOptions kGentle{.bundles = 1,
                                    .page_bytes = 1 << 20,
                                    .values_at_once = 1 << 20,
                                    .cache_tokens = false,
                                    .splits = false};
constexpr int kRandomPipelines = 20;

/// An engine with a pool of workers that run one pipeline.
class Engine {
 public:
  explicit Engine(const FakeRunnerOptions& options, bool has_all_state_kinds = true)
      : runner_("127.0.0.1:0", options), has_all_state_kinds_(has_all_state_kinds) {}

  portable::EngineJob JobOf(const worker::WorkerPool& pool) const {
    return {.engine = "fake",
            .endpoint = runner_.endpoint(),
            .environment_config = pool.endpoint(),
            .has_all_state_kinds = has_all_state_kinds_};
  }

  PipelineResult Run(const std::shared_ptr<const Pipeline>& pipeline,
                     const RunHooks& hooks = {}) const {
    const worker::WorkerPool pool("127.0.0.1:0",
                                  [&](const std::vector<std::string>&) { return pipeline; });
    return portable::RunOnEngine(*pipeline, JobOf(pool), hooks);
  }

 private:
  FakeRunner runner_;
  const bool has_all_state_kinds_;
};

/// How the lines differ from the embedded runner's; empty when they do not.
std::string Difference(const EnginePipeline& made, const Engine& engine) {
  using PipelinePtr = std::shared_ptr<const Pipeline>;
  const auto expected = beam::testing::LinesOf(
      made, [](const PipelinePtr& pipeline) { return direct::RunPipeline(*pipeline); });
  const auto found = beam::testing::LinesOf(
      made, [&](const PipelinePtr& pipeline) { return engine.Run(pipeline); });
  return beam::testing::LineDifference(expected, found);
}

TEST(FakeRunner, GivesWhatTheEmbeddedRunnerGives) {
  const Engine engine({});
  for (const EnginePipeline& made : beam::testing::NamedEnginePipelines()) {
    EXPECT_EQ(Difference(made, engine), "") << made.name;
  }
}

TEST(FakeRunner, GivesTheSameInWholeBundlesWithAllStateInBags) {
  const Engine engine(kGentle, /*has_all_state_kinds=*/false);
  for (const EnginePipeline& made : beam::testing::NamedEnginePipelines()) {
    EXPECT_EQ(Difference(made, engine), "") << made.name;
  }
}

TEST(FakeRunner, GivesWhatTheEmbeddedRunnerGivesOfRandomPipelines) {
  const Engine engine({});
  for (int seed = 0; seed < kRandomPipelines; ++seed) {
    const EnginePipeline made =
        beam::testing::RandomEnginePipeline(static_cast<std::uint64_t>(seed), /*panes=*/true);
    EXPECT_EQ(Difference(made, engine), "") << made.name;
  }
}

/// Keeps more entries than are asked for at once, and values of several pages.
struct KeepMany {
  MapState<std::int64_t, std::string> map;
  EventTimer tell;

  void Process(const Element<KV<std::string, std::int64_t>>& pair, Emitter<std::string>&) {
    map.Put(pair.value.value, std::string(static_cast<std::size_t>(pair.value.value), 'x'));
    tell.Set(pair.windows.all()[0].MaxTimestamp());
  }
  void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    for (const auto& entry : map.Entries()) {
      out(firing.key + " " + std::to_string(entry.key) + " " + std::to_string(entry.value.size()));
    }
  }
};

TEST(FakeRunner, AMapMayHaveManyEntriesOfManyPages) {
  const EnginePipeline made{.name = "KeepMany", .build = [](Pipeline& p) {
                              std::vector<KV<std::string, std::int64_t>> pairs;
                              for (std::int64_t i = 0; i < 300; ++i) {
                                pairs.push_back({i % 3 == 0 ? "a" : "b", i});
                              }
                              return p | Create("Pairs", pairs) | ParDo("KeepMany", KeepMany());
                            }};
  EXPECT_EQ(Difference(made, Engine({})), "");
}

/// Counts up to its element, and goes on only when the rest has been taken away, until that is
/// little.
struct WaitToBeSplit {
  static constexpr std::int64_t kLittle = 8;

  OffsetRange InitialRestriction(const std::int64_t& n) const { return {0, n}; }
  void Process(const std::int64_t&, LockedTracker<OffsetRangeTracker>& tracker,
               Emitter<std::int64_t>& out) const {
    const OffsetRange whole = tracker.restriction();
    if (!tracker.TryClaim(whole.start)) return;
    out(whole.start);
    while (whole.Size() > kLittle && tracker.restriction().stop == whole.stop) {
      std::this_thread::yield();
    }
    for (std::int64_t at = whole.start + 1; tracker.TryClaim(at); ++at) out(at);
  }
};

TEST(FakeRunner, SplitsElementsAtWorkAndLosesNothing) {
  const auto pipeline = std::make_shared<Pipeline>();
  const auto out = beam::testing::Collect(
      "Out", *pipeline | Create("Numbers", std::vector<std::int64_t>{50, 200}) |
                 ParDo("WaitToBeSplit", WaitToBeSplit()));
  ASSERT_EQ(Engine({}).Run(pipeline).state, JobState::kDone);
  std::vector<std::int64_t> expected;
  for (const std::int64_t n : {50, 200}) {
    for (std::int64_t at = 0; at < n; ++at) expected.push_back(at);
  }
  EXPECT_THAT(out->values(), ::testing::UnorderedElementsAreArray(expected));
}

struct CountAll {
  Counter seen{"seen"};
  Distribution size{"size"};

  void Process(const std::int64_t& n, Emitter<std::int64_t>&) {
    seen.Increment();
    size.Update(n);
  }
};

TEST(FakeRunner, AddsUpWhatBundlesCount) {
  const auto pipeline = std::make_shared<Pipeline>();
  *pipeline | Create("Numbers", std::vector<std::int64_t>{4, 1, 9, 5, 6, 2, 8}) | Reshuffle() |
      ParDo("CountAll", CountAll());
  const PipelineResult result = Engine({}).Run(pipeline);
  ASSERT_EQ(result.state, JobState::kDone);
  EXPECT_EQ(result.metrics.counters.at({"CountAll", "seen"}), 7);
  const DistributionData& size = result.metrics.distributions.at({"CountAll", "size"});
  EXPECT_EQ(size.count, 7);
  EXPECT_EQ(size.sum, 35);
  EXPECT_EQ(size.min, 1);
  EXPECT_EQ(size.max, 9);
}

TEST(FakeRunner, TellsWhatAFunctionFailsWith) {
  const auto pipeline = std::make_shared<Pipeline>();
  *pipeline | Create("Numbers", std::vector<std::int64_t>{1, 2, 3}) | Reshuffle() |
      Map("Fail", [](std::int64_t n) {
        if (n == 2) throw Error(ErrorCode::kDataLoss, "no twos");
        return n;
      });
  const PipelineResult result = Engine({}).Run(pipeline);
  EXPECT_EQ(result.state, JobState::kFailed);
  ASSERT_TRUE(result.error.has_value());
  EXPECT_THAT(result.error->message(), AllOf(HasSubstr("\"Fail\""), HasSubstr("no twos")));
}

TEST(FakeRunner, CancelsAJobAtWork) {
  auto pipeline = std::make_shared<Pipeline>();
  std::atomic<bool> is_at_work = false;
  std::atomic<bool> may_end = false;
  *pipeline | Create("Numbers", std::vector<std::int64_t>{1, 2}) | Map("Wait", [&](std::int64_t n) {
    is_at_work = true;
    may_end.wait(false);
    return n;
  });
  const Engine engine({});
  RunHooks hooks;
  hooks.cancelled = [&] { return is_at_work.load(); };
  // The worker ends after the element that it is at; the job does not wait for it.
  const worker::WorkerPool pool("127.0.0.1:0",
                                [&](const std::vector<std::string>&) { return pipeline; });
  const PipelineResult result = portable::RunOnEngine(*pipeline, engine.JobOf(pool), hooks);
  may_end = true;
  may_end.notify_all();
  EXPECT_EQ(result.state, JobState::kCancelled);
}

TEST(FakeRunner, RefusesWhatItDoesNotKnowWithAllReasons) {
  const auto pipeline = std::make_shared<Pipeline>();
  const std::vector<KV<std::string, std::int64_t>> pairs = {{"a", 1}};
  *pipeline | Create("Pairs", pairs) |
      WindowInto("Early", GlobalWindows(), {.trigger = Repeatedly(AfterCount(1))}) |
      GroupByKey("Group");
  const FakeRunner runner("127.0.0.1:0", {});
  const portable::EngineJob job{.endpoint = runner.endpoint(),
                                .environment_type = portable::EnvironmentType::kProcess,
                                .environment_config = "worker"};
  try {
    portable::RunOnEngine(*pipeline, job, {});
    FAIL() << "it ran";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUnimplemented);
    EXPECT_THAT(error.message(), AllOf(HasSubstr("\"Group\" has a trigger"),
                                       HasSubstr("not of beam:env:process:v1")));
  }
}

TEST(FakeRunner, FetchesTheFilesOfAJob) {
  const beam::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/worker";
  std::ofstream(path) << std::string(3 << 20, 'w');
  auto pipeline = std::make_shared<Pipeline>();
  *pipeline | Create("Numbers", std::vector<std::int64_t>{1});
  const Engine engine({});
  const worker::WorkerPool pool("127.0.0.1:0",
                                [&](const std::vector<std::string>&) { return pipeline; });
  portable::EngineJob job = engine.JobOf(pool);
  job.artifacts["worker"] = path;
  EXPECT_EQ(portable::RunOnEngine(*pipeline, job, {}).state, JobState::kDone);
}

}  // namespace
}  // namespace beam::fake_runner
