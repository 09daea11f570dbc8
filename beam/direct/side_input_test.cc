#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "beam/direct/direct_runner.h"
#include "beam/direct/plan.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/testing/test_pipeline.h"

namespace beam::direct {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

void RunsWell(const Pipeline& p, const DirectOptions& options) {
  const PipelineResult result = RunPipeline(p, options);
  ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
}

std::string FailureOf(const Pipeline& p) {
  const PipelineResult result = RunPipeline(p, {});
  return result.error.has_value() ? result.error->what() : "no failure";
}

TEST(SideInputTest, ASingletonIsCompleteBeforeTheFirstElement) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    std::vector<int> numbers(1000, 2);
    auto in = p | Create("Numbers", numbers);
    auto total = AsSingleton("Total", in | CombineGlobally("Sum", SumFn<int>()));
    auto seen = in | Map("Read", [total](int n) { return n * *total; }).WithSideInputs(total);
    auto out = testing::Collect("Out", seen);
    RunsWell(p, options);
    EXPECT_EQ(out->values(), std::vector<int>(1000, 4000));
  }
}

TEST(SideInputTest, ADoFnKeepsThemAsFields) {
  struct Scale {
    SideInput<int> factor;
    SideInput<Iterable<int>> offsets;
    void Process(const int& n, Emitter<int>& out) const {
      for (const int offset : *offsets) out(n * *factor + offset);
    }
  };
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto factor = AsSingleton("Factor", p | Create("Three", {3}));
    auto offsets = AsList("Offsets", p | Create("Some", {10, 20}));
    auto out = testing::Collect(
        "Out", p | Create("Numbers", {1, 2}) |
                   ParDo("Scale", Scale{factor, offsets}).WithSideInputs(factor, offsets));
    RunsWell(p, options);
    EXPECT_THAT(out->values(), UnorderedElementsAre(13, 23, 16, 26));
  }
}

TEST(SideInputTest, MapsMultimapsAndIterables) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    using Pair = KV<std::string, int>;
    auto map = AsMap("Map", p | Create("Pairs", std::vector<Pair>{{"a", 1}, {"b", 2}}));
    auto multimap =
        AsMultimap("Multimap", p | Create("More", std::vector<Pair>{{"a", 1}, {"a", 2}}));
    auto iterable = AsIterable("Iterable", p | Create("Numbers", std::vector<int>(500, 1)));
    auto read = [=](const std::string& key) {
      std::string text = key + " " + std::to_string(map->Find(key).value_or(0));
      text += " " + std::to_string(multimap->at(key).size());
      int sum = 0;
      for (const int n : *iterable) sum += n;
      return text + " " + std::to_string(sum);
    };
    auto out =
        testing::Collect("Out", p | Create("Keys", {std::string("a"), std::string("c")}) |
                                    Map("Read", read).WithSideInputs(map, multimap, iterable));
    RunsWell(p, options);
    EXPECT_THAT(out->values(), UnorderedElementsAre("a 1 2 500", "c 0 0 500"));
  }
}

TEST(SideInputTest, EmptyOnesAreEmptyOrTheDefault) {
  Pipeline p;
  auto none = p | Create("None", std::vector<int>());
  auto list = AsList("List", none);
  auto number = AsSingleton("Number", none, 7);
  auto out = testing::Collect(
      "Out", p | Create("One", {1}) | Map("Read", [=](int n) {
                                        return n + *number + static_cast<int>(list->size());
                                      }).WithSideInputs(list, number));
  RunsWell(p, {});
  EXPECT_THAT(out->values(), UnorderedElementsAre(8));
}

TEST(SideInputTest, WhatIsNotOneValueFailsByName) {
  Pipeline empty;
  auto none = AsSingleton("Nothing", empty | Create("None", std::vector<int>()));
  empty | Create("One", {1}) | Map("Read", [=](int n) { return n + *none; }).WithSideInputs(none);
  EXPECT_THAT(FailureOf(empty), HasSubstr("\"Nothing\""));

  Pipeline many;
  auto two = AsSingleton("Pair", many | Create("Two", {1, 2}));
  many | Create("One", {1}) | Map("Read", [=](int n) { return n + *two; }).WithSideInputs(two);
  EXPECT_THAT(FailureOf(many), HasSubstr("has 2 in a window: \"Pair\""));

  Pipeline twice;
  auto map = AsMap("Twins", twice | Create("Pairs", std::vector<KV<int, int>>{{5, 1}, {5, 2}}));
  twice | Create("One", {1}) |
      Map("Read", [=](int n) { return n + map->at(5); }).WithSideInputs(map);
  EXPECT_THAT(FailureOf(twice), HasSubstr("\"Twins\", key 5"));
}

TEST(SideInputTest, ReadingWithoutDeclaringFailsEachTime) {
  Pipeline p;
  auto list = AsList("List", p | Create("Some", {1, 2}));
  p | Create("One", {1}) | Map("Read", [=](int n) { return n + static_cast<int>(list->size()); });
  EXPECT_THAT(FailureOf(p), HasSubstr("add .WithSideInputs() to the transform: \"List\""));
}

PCollection<int> At(Pipeline& p, const std::string& label, const std::vector<int>& seconds) {
  return p | Create(label, seconds) |
         WithTimestamps(label + "/At", [](int n) { return Timestamp{} + Seconds(n); });
}

TEST(SideInputTest, EachWindowReadsItsOwn) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto side = At(p, "Side", {1, 2, 11, 65}) | WindowInto("Tens", FixedWindows(Seconds(10)));
    auto minutes = At(p, "Side2", {1, 2, 11, 65}) | WindowInto("Minutes", FixedWindows(Minutes(1)));
    auto in_tens = AsList("InTens", side);
    auto in_minutes = AsList("InMinutes", minutes);
    auto main = At(p, "Main", {5, 15, 25, 61}) | WindowInto("MainTens", FixedWindows(Seconds(10)));
    auto read = [=](int n) {
      return std::to_string(n) + " " + std::to_string(in_tens->size()) + " " +
             std::to_string(in_minutes->size());
    };
    auto out =
        testing::Collect("Out", main | Map("Read", read).WithSideInputs(in_tens, in_minutes));
    RunsWell(p, options);
    EXPECT_THAT(out->values(), UnorderedElementsAre("5 2 3", "15 1 3", "25 0 3", "61 1 1"));
  }
}

TEST(SideInputTest, AnElementOfSeveralWindowsIsProcessedInEach) {
  Pipeline p;
  auto side = At(p, "Side", {1, 11, 12}) | WindowInto("Tens", FixedWindows(Seconds(10)));
  auto count = AsList("Count", side);
  auto main = At(p, "Main", {12}) | WindowInto("Sliding", SlidingWindows(Seconds(10), Seconds(5)));
  auto out = testing::Collect(
      "Out", main | Map("Read", [=](int) { return count->size(); }).WithSideInputs(count));
  RunsWell(p, {});
  // In [5, 15), whose end lies in [10, 20), and in [10, 20).
  EXPECT_THAT(out->values(), UnorderedElementsAre(2, 2));
}

TEST(SideInputTest, SideInputsThatCrossDoNotBlockEachOther) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto x = p | Create("X", {1, 2, 3});
    auto y = p | Create("Y", {10, 20, 30});
    auto all_x = AsList("AllX", x);
    auto all_y = AsList("AllY", y);
    auto sum = [](int start, const Iterable<int>& more) {
      for (const int n : more) start += n;
      return start;
    };
    auto out = testing::Collect(
        "Out",
        Flatten("Both",
                x | Map("ReadY", [=](int n) { return sum(n, *all_y); }).WithSideInputs(all_y),
                y | Map("ReadX", [=](int n) { return sum(n, *all_x); }).WithSideInputs(all_x)));
    RunsWell(p, options);
    EXPECT_THAT(out->values(), UnorderedElementsAre(61, 62, 63, 16, 26, 36));
  }
}

TEST(SideInputTest, ASideInputMayReadAnother) {
  Pipeline p;
  auto numbers = p | Create("Numbers", {1, 2, 3});
  auto sum = AsSingleton("Sum", numbers | CombineGlobally("Add", SumFn<int>()));
  auto shifted = AsSingleton("Shifted", numbers | CombineGlobally("Count", CountFn<int>()) |
                                            Map("Shift", [=](std::int64_t n) {
                                              return n * 100 + *sum;
                                            }).WithSideInputs(sum));
  auto out = testing::Collect("Out", numbers | Map("Read", [=](int n) {
                                                 return n * 1000L + *shifted;
                                               }).WithSideInputs(shifted));
  RunsWell(p, {});
  EXPECT_THAT(out->values(), UnorderedElementsAre(1306, 2306, 3306));
}

TEST(SideInputTest, StagesInFrontOfAReaderWaitWithIt) {
  Pipeline p;
  auto total =
      AsSingleton("Total", p | Create("Some", {1, 2}) | CombineGlobally("Sum", SumFn<int>()));
  p | Create("Main", {1}) | Map("Read", [=](int n) { return n + *total; }).WithSideInputs(total);
  const Plan plan = MakePlan(p.graph());
  std::size_t waiting = 0;
  for (const Stage& stage : plan.stages) {
    const std::string& label = p.graph().nodes()[stage.root].label;
    const bool is_main = label.starts_with("Main/") || label == "Read";
    EXPECT_EQ(!stage.waits_for.empty(), is_main) << label;
    waiting += is_main ? 1 : 0;
  }
  EXPECT_EQ(waiting, 3U) << "the Impulse and the Reshuffle of Create, and the reader";
}

}  // namespace
}  // namespace beam::direct
