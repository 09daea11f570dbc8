#include <gtest/gtest.h>

#include <algorithm>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"

namespace beam::direct {
namespace {

/// Key, value and seconds.
struct Event {
  std::string key;
  std::int64_t value;
  std::int64_t at;
};

using Events = PCollection<KV<std::string, std::int64_t>>;
using Lines = std::vector<std::string>;

std::string Text(Timestamp timestamp) {
  return timestamp == kMinTimestamp   ? "min"
         : timestamp == kMaxTimestamp ? "max"
                                      : std::to_string(timestamp.micros / 1000000);
}

/// "a 1,2 [0,10) @9": key, sorted values, window and timestamp.
struct ShowGroup {
  void Process(const Element<KV<std::string, Iterable<std::int64_t>>>& group,
               Emitter<std::string>& out) const {
    std::vector<std::int64_t> values(group.value.value.begin(), group.value.value.end());
    std::sort(values.begin(), values.end());
    std::string line = group.value.key + " ";
    for (const std::int64_t value : values) line += std::to_string(value) + ",";
    for (const Window& window : group.windows.all()) {
      line += " [" + Text(window.start) + "," + Text(window.end) + ")";
    }
    out(line + " @" + Text(group.timestamp));
  }
};

Events At(Pipeline& p, const std::vector<Event>& events) {
  return p | Create("Events", events) |
         WithTimestamps("At", [](const Event& e) { return Timestamp{} + Seconds(e.at); }) |
         Map("KV", [](const Event& e) {
           return KV<std::string, std::int64_t>{e.key, e.value};
         });
}

/// What grouping the events gives: with several workers, with edges encoded and on disk as well.
template <class Fn>
Lines Groups(const std::vector<Event>& events, const Fn& window_fn, const Windowing& windowing) {
  Lines first;
  for (const DirectOptions& options :
       {DirectOptions{.direct_num_workers = 1}, DirectOptions{.direct_num_workers = 4},
        DirectOptions{.direct_encode_every_edge = true, .direct_memory_limit = "1KB"}}) {
    Pipeline p;
    auto out = testing::Collect("Out", At(p, events) | WindowInto("Window", window_fn, windowing) |
                                           GroupByKey() | ParDo("Show", ShowGroup()));
    const PipelineResult result = RunPipeline(p, options);
    EXPECT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
    Lines lines = out->values();
    std::sort(lines.begin(), lines.end());
    if (first.empty()) first = lines;
    EXPECT_EQ(lines, first);
  }
  return first;
}

TEST(WindowsTest, GroupsWithinFixedWindows) {
  EXPECT_EQ(Groups({{"a", 1, 0}, {"a", 2, 9}, {"b", 3, 9}, {"a", 4, 10}, {"a", 5, -1}},
                   FixedWindows(Seconds(10)), {}),
            (Lines{"a 1,2, [0,10) @9", "a 4, [10,20) @19", "a 5, [-10,0) @0", "b 3, [0,10) @9"}));
}

TEST(WindowsTest, PutsElementsIntoEverySlidingWindow) {
  EXPECT_EQ(Groups({{"a", 1, 2}, {"a", 2, 7}}, SlidingWindows(Seconds(10), Seconds(5)), {}),
            (Lines{"a 1, [-5,5) @4", "a 1,2, [0,10) @9", "a 2, [5,15) @14"}));
}

TEST(WindowsTest, DropsWhatIsInNoWindow) {
  EXPECT_EQ(Groups({{"a", 1, 1}, {"a", 2, 3}}, SlidingWindows(Seconds(2), Seconds(5)), {}),
            (Lines{"a 1, [0,2) @1"}));
}

TEST(WindowsTest, MergesSessionsThatOverlapButNotThoseThatTouch) {
  EXPECT_EQ(
      Groups({{"a", 1, 0}, {"a", 2, 4}, {"a", 3, 8}, {"a", 4, 13}, {"b", 5, 4}, {"a", 6, 100}},
             Sessions(Seconds(5)), {}),
      (Lines{"a 1,2,3, [0,13) @12", "a 4, [13,18) @17", "a 6, [100,105) @104", "b 5, [4,9) @8"}));
}

TEST(WindowsTest, StampsGroupsAsTheTimestampCombinerSays) {
  const std::vector<Event> events = {{"a", 1, 3}, {"a", 2, 1}, {"a", 3, 7}};
  EXPECT_EQ(Groups(events, FixedWindows(Seconds(10)),
                   {.timestamp_combiner = TimestampCombiner::kEarliest}),
            Lines{"a 1,2,3, [0,10) @1"});
  EXPECT_EQ(
      Groups(events, FixedWindows(Seconds(10)), {.timestamp_combiner = TimestampCombiner::kLatest}),
      Lines{"a 1,2,3, [0,10) @7"});
}

/// Windows of our own: everything before the first second, and everything from it on.
class BeforeAndAfter final : public WindowFn {
 public:
  std::vector<Window> Assign(Timestamp timestamp) const override {
    const Timestamp middle = Timestamp{} + Seconds(1);
    if (timestamp < middle) return {{kMinTimestamp, middle}};
    return {{middle, kMaxTimestamp}};
  }
  std::string Describe() const override { return "before and after"; }
};

TEST(WindowsTest, TakesWindowFunctionsOfOnesOwn) {
  EXPECT_EQ(Groups({{"a", 1, -5}, {"a", 2, 0}, {"a", 3, 1}, {"a", 4, 50}}, BeforeAndAfter(), {}),
            (Lines{"a 1,2, [min,1) @0", "a 3,4, [1,max) @" + Text(kEndOfGlobalWindow)}));
}

TEST(WindowsTest, CombinesPerKeyAndWindow) {
  for (const bool merging : {false, true}) {
    Pipeline p;
    const Events events = At(p, {{"a", 1, 0}, {"a", 2, 4}, {"a", 4, 12}, {"b", 8, 12}});
    const Events windowed = merging ? events | WindowInto("Window", Sessions(Seconds(5)))
                                    : events | WindowInto("Window", FixedWindows(Seconds(10)));
    auto out = testing::Collect("Out", windowed | CombinePerKey("Sum", SumFn<std::int64_t>()));
    RunPipeline(p, {});
    std::vector<KV<std::string, std::int64_t>> sums = out->values();
    std::sort(sums.begin(), sums.end(),
              [](const auto& a, const auto& b) { return a.value < b.value; });
    ASSERT_EQ(sums.size(), 3U);
    EXPECT_EQ(Describe(sums),
              "[{key: \"a\", value: 3}, {key: \"a\", value: 4}, {key: \"b\", value: 8}]");
  }
}

TEST(WindowsTest, CombinesGloballyWithinEachWindowThatHasElements) {
  Pipeline p;
  auto out = testing::Collect(
      "Out", At(p, {{"a", 1, 0}, {"b", 2, 4}, {"a", 4, 32}}) |
                 WindowInto("Window", FixedWindows(Seconds(10))) |
                 Map("Value", [](const KV<std::string, std::int64_t>& e) { return e.value; }) |
                 CombineGlobally("Sum", SumFn<std::int64_t>()).WithoutDefaults());
  RunPipeline(p, {});
  std::vector<std::int64_t> sums = out->values();
  std::sort(sums.begin(), sums.end());
  EXPECT_EQ(sums, (std::vector<std::int64_t>{3, 4}));
}

TEST(WindowsTest, KeepsWindowsThroughAReshuffle) {
  Pipeline p;
  auto out = testing::Collect("Out", At(p, {{"a", 1, 0}, {"a", 2, 15}}) |
                                         WindowInto("Window", FixedWindows(Seconds(10))) |
                                         Reshuffle() | GroupByKey() | ParDo("Show", ShowGroup()));
  RunPipeline(p, {.direct_encode_every_edge = true});
  Lines lines = out->values();
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(lines, (Lines{"a 1, [0,10) @9", "a 2, [10,20) @19"}));
}

TEST(WindowsTest, GoesBackToTheGlobalWindow) {
  Pipeline p;
  auto out = testing::Collect(
      "Out", At(p, {{"a", 1, 0}, {"a", 2, 15}}) | WindowInto("Window", FixedWindows(Seconds(10))) |
                 WindowInto("Global", GlobalWindows()) | GroupByKey() | ParDo("Show", ShowGroup()));
  RunPipeline(p, {});
  EXPECT_EQ(out->values(), Lines{"a 1,2, [min,max) @" + Text(kEndOfGlobalWindow)});
}

TEST(WindowsTest, RefusesToMoveElementsBackInTimeUnlessAllowed) {
  for (const Duration skew : {Seconds(0), Seconds(2), Seconds(3), Duration{INT64_MAX}}) {
    Pipeline p;
    auto out = testing::Collect(
        "Out",
        At(p, {{"a", 5, 10}}) | WithTimestamps("Back", [](const KV<std::string, std::int64_t>&) {
                                  return Timestamp{} + Seconds(7);
                                }).WithAllowedTimestampSkew(skew));
    const PipelineResult result = RunPipeline(p, {});
    EXPECT_EQ(result.state, skew < Seconds(3) ? JobState::kFailed : JobState::kDone);
    EXPECT_EQ(out->values().size(), skew < Seconds(3) ? 0U : 1U);
    if (!result.error.has_value()) continue;
    EXPECT_NE(result.error->message().find("from 10000000 us to 7000000 us, allowed " +
                                           std::to_string(skew.micros)),
              std::string::npos)
        << result.error->message();
  }
}

TEST(WindowsTest, RefusesToFlattenWhatIsWindowedDifferently) {
  Pipeline p;
  const Events events = At(p, {});
  const Events minutes = events | WindowInto("Minutes", FixedWindows(Minutes(1)));
  try {
    Flatten("Both", events, minutes);
    p.graph().CheckRunnable();
    FAIL() << "flattened two windowings";
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("fixed windows of 60 s"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace beam::direct
