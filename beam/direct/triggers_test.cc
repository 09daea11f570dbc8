// What reference_test.cc does not have: triggers that are refused, groups larger than memory,
// window functions of one's own, and what is behind a trigger.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/testing/test_pipeline.h"

namespace beam::direct {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Pair = KV<std::string, std::int64_t>;
using Pairs = PCollection<Pair>;
using Group = KV<std::string, Iterable<std::int64_t>>;
using Lines = std::vector<std::string>;

/// Pairs whose values are their seconds.
Pairs At(Pipeline& p, const std::vector<Pair>& pairs) {
  return p | Create("Pairs", pairs) |
         WithTimestamps("At", [](const Pair& pair) { return Timestamp{} + Seconds(pair.value); });
}

Windowing Tens(Trigger trigger) {
  return {.window_fn = std::make_shared<FixedWindows>(Seconds(10)), .trigger = std::move(trigger)};
}

/// "a 3 values, sum 6 [0,10) early"
struct ShowGroup {
  void Process(const Element<Group>& group, Emitter<std::string>& out) const {
    std::int64_t sum = 0;
    for (const std::int64_t value : group.value.value) sum += value;
    const Window window = group.windows.all()[0];
    const bool early = group.windows.pane().timing == PaneTiming::kEarly;
    out(group.value.key + " " + std::to_string(group.value.value.size()) + " values, sum " +
        std::to_string(sum) + " [" + std::to_string(window.start.micros / 1000000) + "," +
        std::to_string(window.end.micros / 1000000) + ")" + (early ? " early" : ""));
  }
};

template <class T>
std::vector<T> ResultOf(Pipeline& p, PCollection<T> results, const DirectOptions& options) {
  auto out = testing::Collect("Out", results);
  const PipelineResult result = RunPipeline(p, options);
  EXPECT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
  std::vector<T> values = out->values();
  std::sort(values.begin(), values.end());
  return values;
}

std::string Refusal(const std::function<void(Pairs)>& build, Windowing windowing) {
  Pipeline p;
  const Pairs pairs = At(p, {{"a", 1}}) | WindowInto("Window", std::move(windowing));
  try {
    build(pairs);
    p.graph().CheckRunnable();
  } catch (const Error& error) {
    return error.message();
  }
  return "not refused";
}

TEST(UnsafeTriggerTest, IsRefusedByNameWhenThePipelineIsBuilt) {
  auto group = [](const Pairs& pairs) { pairs | GroupByKey("Clicks"); };
  const std::string message = Refusal(group, Tens(AfterCount(2)));
  EXPECT_THAT(message, HasSubstr("\"Clicks\""));
  EXPECT_THAT(message, HasSubstr("triggers_test.cc"));
  EXPECT_THAT(message, HasSubstr("AfterCount(2)"));
  auto combine = [](const Pairs& pairs) { pairs | CombinePerKey("Sum", SumFn<std::int64_t>()); };
  EXPECT_THAT(Refusal(combine, Tens(AfterCount(2))), HasSubstr("\"Sum/GroupByKey\""));
  Windowing late = Tens(AfterWatermark());
  EXPECT_EQ(Refusal(group, late), "not refused");
  late.allowed_lateness = Seconds(1);
  EXPECT_THAT(Refusal(group, late), HasSubstr("AfterWatermark()"));
}

TEST(TriggersTest, NegativeLatenessIsRefused) {
  Windowing windowing = Tens({});
  windowing.allowed_lateness = Seconds(-1);
  EXPECT_THAT(Refusal([](const Pairs& pairs) { pairs | GroupByKey("Clicks"); }, windowing),
              HasSubstr("is less than none: -1 s"));
}

TEST(UnsafeTriggerTest, IsTakenWhereItIsAllowed) {
  auto group = [](const Pairs& pairs) { pairs | GroupByKey(); };
  Windowing windowing = Tens(AfterCount(2));
  windowing.allow_unsafe_trigger = true;
  EXPECT_EQ(Refusal(group, windowing), "not refused");
  EXPECT_EQ(Refusal(group, Tens(Repeatedly(AfterCount(2)))), "not refused");
}

TEST(TriggersTest, CollectionsWithDifferentTriggersAreNotFlattened) {
  Pipeline p;
  const Pairs pairs = At(p, {{"a", 1}});
  const Pairs one = pairs | WindowInto("One", Tens({}));
  const Pairs other = pairs | WindowInto("Other", Tens(AfterWatermark()));
  try {
    Flatten("Both", one, other);
    p.graph().CheckRunnable();
    FAIL() << "flattened two triggers";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("AfterWatermark()"));
  }
}

TEST(TriggersTest, PanesOfGroupsLargerThanMemoryHaveAllTheirValues) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    std::vector<Pair> pairs;
    for (std::int64_t i = 0; i < 20000; ++i) pairs.push_back({i % 100 == 0 ? "b" : "a", 3});
    Windowing windowing = Tens(AfterWatermark({.early = AfterCount(2)}));
    windowing.accumulation_mode = AccumulationMode::kAccumulating;
    auto groups =
        At(p, pairs) | WindowInto("Window", windowing) | GroupByKey() | ParDo("Show", ShowGroup());
    EXPECT_THAT(
        ResultOf(p, groups, options),
        ElementsAre("a 19800 values, sum 59400 [0,10)", "a 19800 values, sum 59400 [0,10) early",
                    "b 200 values, sum 600 [0,10)", "b 200 values, sum 600 [0,10) early"));
  }
}

TEST(TriggersTest, ACombineBehindATriggerThatCountsSeesEveryElement) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto sums = At(p, {{"a", 1}, {"a", 2}, {"a", 3}, {"b", 4}}) |
                WindowInto("Window", Tens(AfterWatermark({.early = AfterCount(3)}))) |
                CombinePerKey("Sum", SumFn<std::int64_t>());
    // Of a an early pane with all, and an empty one; of b the one at the end.
    EXPECT_EQ(ResultOf(p, sums, options), (std::vector<Pair>{{"a", 0}, {"a", 6}, {"b", 4}}));
  }
}

TEST(TriggersTest, ASideInputOfOneValueIsThatOfTheLastPane) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    const Pairs pairs = At(p, {{"a", 1}, {"a", 2}, {"a", 3}});
    Windowing windowing = Tens(AfterWatermark({.early = AfterCount(2)}));
    windowing.accumulation_mode = AccumulationMode::kAccumulating;
    auto values = pairs | WindowInto("Window", windowing) |
                  Map("Value", [](const Pair& pair) { return pair.value; });
    const auto total = AsSingleton(
        "Total", values | CombineGlobally("Sum", SumFn<std::int64_t>()).WithoutDefaults());
    auto read = pairs | WindowInto("Main", FixedWindows(Seconds(10))) |
                Map("Read", [total](const Pair& pair) {
                  return pair.value * 100 + *total;
                }).WithSideInputs(total);
    EXPECT_THAT(ResultOf(p, read, options), ElementsAre(106, 206, 306));
  }
}

TEST(TriggersTest, ASideInputInWindowsThatMergeIsRefusedWhenThePipelineIsBuilt) {
  Windowing sessions;
  sessions.window_fn = std::make_shared<Sessions>(Seconds(10));
  const std::string message =
      Refusal([](const Pairs& pairs) { AsList("Visits", pairs); }, sessions);
  EXPECT_THAT(message, HasSubstr("\"Visits\""));
  EXPECT_THAT(message, HasSubstr("sessions with gaps of 10 s"));
}

/// Sessions that last 20 s at most: Beam's example of a merge that is not just overlap.
class ShortSessions final : public WindowFn {
 public:
  std::vector<Window> Assign(Timestamp timestamp) const override {
    return {{timestamp, timestamp + Seconds(10)}};
  }
  bool IsMerging() const override { return true; }
  std::vector<WindowMerge> Merge(std::span<const Window> windows) const override {
    std::vector<WindowMerge> merges;
    for (const Window& window : windows) {
      const bool joins = !merges.empty() && merges.back().into.Intersects(window) &&
                         window.end <= merges.back().into.start + Seconds(20);
      if (!joins) merges.push_back({{}, window});
      merges.back().from.push_back(window);
      merges.back().into = merges.back().into.Span(window);
    }
    return merges;
  }
  std::string Describe() const override { return "short sessions"; }
};

TEST(TriggersTest, WindowsMergeByARuleOfOnesOwn) {
  const std::vector<Pair> pairs = {{"a", 0}, {"a", 5}, {"a", 9}, {"a", 14}, {"a", 18}, {"b", 30}};
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto groups = At(p, pairs) | WindowInto("Window", ShortSessions()) | GroupByKey() |
                  ParDo("Show", ShowGroup());
    EXPECT_THAT(ResultOf(p, groups, options),
                ElementsAre("a 2 values, sum 32 [14,28)", "a 3 values, sum 14 [0,19)",
                            "b 1 values, sum 30 [30,40)"));
    Pipeline q;
    auto sums = At(q, pairs) | WindowInto("Window", ShortSessions()) |
                CombinePerKey("Sum", SumFn<std::int64_t>());
    EXPECT_EQ(ResultOf(q, sums, options), (std::vector<Pair>{{"a", 14}, {"a", 32}, {"b", 30}}));
  }
}

TEST(TriggersTest, WindowIntoTakesAWindowingWhole) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto groups = At(p, {{"a", 1}, {"a", 2}, {"a", 15}}) | WindowInto("Window", Tens({})) |
                  GroupByKey() | ParDo("Show", ShowGroup());
    EXPECT_THAT(ResultOf(p, groups, options),
                ElementsAre("a 1 values, sum 15 [10,20)", "a 2 values, sum 3 [0,10)"));
  }
}

}  // namespace
}  // namespace beam::direct
