#include "beam/testing/test_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/window_into.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"
#include "beam/testing/collect.h"
#include "beam/testing/passert.h"
#include "beam/testing/test_pipeline.h"

namespace beam::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Pair = KV<std::string, int>;
using Group = KV<std::string, Iterable<int>>;

Timestamp At(std::int64_t seconds) {
  return Timestamp{} + Seconds(seconds);
}

const char* Name(PaneTiming timing) {
  return timing == PaneTiming::kEarly    ? "early"
         : timing == PaneTiming::kOnTime ? "on time"
         : timing == PaneTiming::kLate   ? "late"
                                         : "unknown";
}

/// "a 1,2, early 0"
struct Show {
  void Process(const Element<Group>& group, Emitter<std::string>& out) const {
    std::vector<int> values(group.value.value.begin(), group.value.value.end());
    std::sort(values.begin(), values.end());
    std::string line = group.value.key + " ";
    for (const int value : values) line += std::to_string(value) + ",";
    const Pane pane = group.windows.pane();
    out(line + " " + Name(pane.timing) + " " + std::to_string(pane.index));
  }
};

std::vector<std::string> ResultOf(Pipeline& p, PCollection<std::string> lines,
                                  const DirectOptions& options) {
  auto out = Collect("Out", lines);
  const PipelineResult result = direct::RunPipeline(p, options);
  EXPECT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
  std::vector<std::string> sorted = out->values();
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

Windowing Tens(Trigger trigger) {
  return {.window_fn = std::make_shared<FixedWindows>(Seconds(10)),
          .trigger = std::move(trigger),
          .allowed_lateness = Seconds(20)};
}

TestStream<Pair> Clicks() {
  TestStream<Pair> stream("Clicks");
  stream.AddElements({{{"a", 1}, At(1)}, {{"b", 2}, At(2)}})
      .AddElements({{{"a", 3}, At(3)}})
      .AdvanceWatermarkTo(At(12))
      .AddElements({{{"a", 4}, At(4)}, {{"a", 5}}})
      .AdvanceWatermarkTo(At(40))
      .AddElements({{{"a", 6}, At(4)}});
  return stream;
}

TEST(TestStreamTest, MakesEarlyOnTimeAndLatePanesAndDropsWhatIsTooLate) {
  for (const DirectOptions& options : EveryWay()) {
    Pipeline p;
    const Trigger trigger = AfterWatermark({.early = AfterCount(2), .late = AfterCount(1)});
    auto lines =
        p | Clicks() | WindowInto("Window", Tens(trigger)) | GroupByKey() | ParDo("Show", Show());
    EXPECT_THAT(ResultOf(p, lines, options),
                ElementsAre("a  on time 1", "a 1,3, early 0", "a 4, late 2", "a 5, on time 0",
                            "b 2, on time 0"));
  }
}

TEST(TestStreamTest, APaneComesIntoTheNextGroupByKeyWhenItFired) {
  for (const DirectOptions& options : EveryWay()) {
    Pipeline p;
    const Trigger trigger = AfterWatermark({.early = AfterCount(2), .late = AfterCount(1)});
    auto apart = [](const Group& group) {
      std::vector<Pair> pairs;
      for (const int value : group.value) pairs.push_back({"all", value});
      return pairs;
    };
    auto lines = p | Clicks() | WindowInto("Window", Tens(trigger)) | GroupByKey("First") |
                 FlatMap("Apart", apart) | Reshuffle() | GroupByKey("Second") |
                 ParDo("Show", Show());
    // b's pane on time comes before the watermark that let it fire, and so counts as early.
    EXPECT_THAT(ResultOf(p, lines, options),
                ElementsAre("all  on time 1", "all  on time 2", "all 1,3, early 0",
                            "all 2, early 1", "all 4, late 3", "all 5, early 0"));
  }
}

TEST(TestStreamTest, ElementsKeepTheirEventThroughWindowsOfTheirOwn) {
  struct Move {
    void Process(const Pair& pair, Emitter<Pair>& out) const {
      out.Emit({pair, At(pair.value), Windows()});
    }
  };
  for (const DirectOptions& options : EveryWay()) {
    Pipeline p;
    TestStream<Pair> stream("Stream");
    stream.AddElements({{{"a", 1}}}).AdvanceWatermarkTo(At(10)).AddElements({{{"a", 2}}});
    auto lines = p | stream | ParDo("Move", Move()) |
                 WindowInto("Window", Tens(AfterWatermark({.late = AfterCount(1)}))) |
                 GroupByKey() | ParDo("Show", Show());
    EXPECT_THAT(ResultOf(p, lines, options), ElementsAre("a 1, on time 0", "a 2, late 1"));
  }
}

TEST(TestStreamTest, CombinesGoByPanesToo) {
  for (const DirectOptions& options : EveryWay()) {
    Pipeline p;
    Windowing windowing = Tens(AfterWatermark({.early = AfterCount(2), .late = AfterCount(1)}));
    windowing.accumulation_mode = AccumulationMode::kAccumulating;
    auto lines =
        p | Clicks() | WindowInto("Window", windowing) | CombinePerKey("Sum", SumFn<int>()) |
        Map("Text", [](const Pair& sum) { return sum.key + " " + std::to_string(sum.value); });
    EXPECT_THAT(ResultOf(p, lines, options), ElementsAre("a 4", "a 4", "a 5", "a 8", "b 2"));
  }
}

TEST(TestStreamTest, ProcessingTimeFiresTriggers) {
  for (const DirectOptions& options : EveryWay()) {
    Pipeline p;
    TestStream<Pair> stream("Stream");
    stream.AddElements({{{"a", 1}, At(1)}})
        .AdvanceProcessingTime(Seconds(3))
        .AddElements({{{"a", 2}, At(1)}})
        .AdvanceProcessingTime(Seconds(3))
        .AddElements({{{"a", 3}, At(1)}});
    auto lines = p | stream |
                 WindowInto("Window", Tens(Repeatedly(AfterProcessingTime(Seconds(5))))) |
                 GroupByKey() | ParDo("Show", Show());
    EXPECT_THAT(ResultOf(p, lines, options), ElementsAre("a 1,2, early 0", "a 3, on time 1"));
  }
}

TEST(TestStreamTest, MeetsWhatIsThereFromTheStart) {
  for (const DirectOptions& options : EveryWay()) {
    Pipeline p;
    TestStream<Pair> stream("Stream");
    stream.AdvanceWatermarkTo(At(5)).AddElements({{{"a", 1}}});
    auto both = Flatten("Both", p | stream, p | Create("There", std::vector<Pair>{{"a", 2}}));
    auto lines = both | WindowInto("Window", {.trigger = Repeatedly(AfterCount(1))}) |
                 GroupByKey() | ParDo("Show", Show());
    EXPECT_THAT(ResultOf(p, lines, options), ElementsAre("a 1, early 1", "a 2, early 0"));
  }
}

/// Sums up, and tells the sum at the end of the window and a second of processing time later.
struct SumInState {
  ValueState<int> sum;
  EventTimer at_end;
  ProcessingTimer soon_after;
  void Process(const Element<Pair>& pair, Emitter<std::string>&) {
    sum.Write(sum.Read().value_or(0) + pair.value.value);
    at_end.Set(pair.windows.all()[0].MaxTimestamp());
    soon_after.SetAfter(Seconds(1));
  }
  void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    out((firing.Is(at_end) ? "end " : "soon ") + firing.key + std::to_string(*sum.Read()));
  }
};

TEST(TestStreamTest, StateAndTimersFollowTheStream) {
  for (const bool is_late_allowed : {false, true}) {
    RunEveryWay([is_late_allowed](Pipeline& p) {
      Windowing windowing = Tens({});
      windowing.allowed_lateness = is_late_allowed ? Seconds(100) : Seconds(0);
      auto sums = p |
                  TestStream<Pair>("Stream")
                      .AddElements({{{"a", 1}, At(1)}, {{"a", 2}, At(2)}})
                      .AdvanceProcessingTime(Seconds(5))
                      .AddElements({{{"a", 4}, At(3)}})
                      .AdvanceWatermarkTo(At(12))
                      .AddElements({{{"a", 8}, At(4)}, {{"a", 16}, At(14)}}) |
                  WindowInto("Window", windowing) | ParDo("Sum", SumInState());
      std::vector<std::string> expected = {"soon a3", "end a7", "end a16", "soon a16"};
      if (is_late_allowed) {
        expected.insert(expected.end(), {"end a15", "soon a15"});
      } else {
        expected.push_back("soon a7");
      }
      PAssert(sums).ContainsInAnyOrder(expected);
    });
  }
}

TEST(TestStreamTest, TwoStreamsCannotMeet) {
  Pipeline p;
  auto one = p | TestStream<Pair>("One").AddElements({{{"a", 1}}});
  auto other = p | TestStream<Pair>("Other").AddElements({{{"a", 2}}});
  try {
    Flatten("Both", one, other);
    p.graph().CheckRunnable();
    FAIL() << "two streams met";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("two streams cannot meet"));
    EXPECT_THAT(error.message(), HasSubstr("\"Both\""));
  }
}

TEST(TestStreamTest, RefusesTimeThatStandsStillOrGoesBack) {
  TestStream<int> stream("Stream");
  stream.AdvanceWatermarkTo(At(5));
  EXPECT_THROW(stream.AdvanceWatermarkTo(At(5)), Error);
  EXPECT_THROW(stream.AdvanceProcessingTime(Seconds(0)), Error);
  EXPECT_THROW(stream.AddElements({{1, kMaxTimestamp}}), Error);
  try {
    stream.AdvanceWatermarkTo(At(4));
    FAIL() << "the watermark went back";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("\"Stream\", event 1"));
  }
}

TEST(TestStreamTest, NothingComesOutOfNothing) {
  Pipeline p;
  auto lines = p | TestStream<Pair>("Stream").AdvanceWatermarkTo(At(5)) |
               WindowInto("Window", Tens(AfterWatermark({.late = AfterCount(1)}))) | GroupByKey() |
               ParDo("Show", Show());
  EXPECT_TRUE(ResultOf(p, lines, {}).empty());
}

}  // namespace
}  // namespace beam::testing
