#include "beam/exec/grouping/pane_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "beam/coders/coders.h"
#include "beam/exec/grouping/typed_grouping.h"
#include "beam/exec/par_do_operator.h"
#include "beam/testing/memory_chunk_store.h"

namespace beam::exec {
namespace {

using testing::MemoryChunkStore;

Timestamp At(std::int64_t seconds) {
  return Timestamp{} + Seconds(seconds);
}

struct OnePartition final : GroupingSink {
  void Put(std::size_t, std::string more) override { records += more; }
  std::string records;
};

using Groups = KV<std::string, Iterable<std::int64_t>>;

/// Each group as text: "a 1,2, [0,10) early #0" with the event that it came with.
struct GroupsSeen final : BufferSink, Receiver<Groups> {
  void Put(std::unique_ptr<Buffer> buffer) override {
    for (std::size_t i = 0; i < buffer->size(); ++i) buffer->Feed(i, *this);
  }
  void Receive(Element<Groups>&& element) override {
    const Window window = element.windows.all()[0];
    const Pane pane = element.windows.pane();
    std::vector<std::int64_t> values(element.value.value.begin(), element.value.value.end());
    EXPECT_EQ(values.size(), element.value.value.size());
    std::sort(values.begin(), values.end());
    std::string text = element.value.key + " ";
    if (values.size() > 5) {
      text += std::to_string(values.size()) + " values";
    } else {
      for (const std::int64_t value : values) text += std::to_string(value) + ",";
    }
    text += " [" + std::to_string(window.start.micros / 1000000) + "," +
            std::to_string(window.end.micros / 1000000) + ")";
    text += pane.timing == PaneTiming::kEarly    ? " early"
            : pane.timing == PaneTiming::kOnTime ? " on time"
                                                 : " late";
    lines.push_back(text + " #" + std::to_string(element.windows.arrival()));
  }
  std::vector<std::string> lines;
};

struct Event {
  std::string key;
  std::int64_t value;
  std::int64_t at;
  std::int64_t arrival = 0;
};

std::vector<std::string> GroupsOf(const std::vector<Event>& events, Windowing windowing,
                                  std::shared_ptr<const Timeline> timeline, ChunkStore& store) {
  auto shared = std::make_shared<const Windowing>(std::move(windowing));
  const TypedGroupingFactory<std::string, std::int64_t> factory(shared, std::move(timeline));
  OnePartition partition;
  const auto writer = factory.MakeWriter(1, partition);
  for (const Event& event : events) {
    const Windows windows(shared->window_fn->Assign(At(event.at)), {}, event.arrival);
    static_cast<Receiver<KV<std::string, std::int64_t>>&>(writer->input())
        .Receive({{event.key, event.value}, At(event.at), windows});
  }
  writer->FinishBundle();
  std::vector<ShuffleRecord> records;
  for (std::size_t at = 0; at < partition.records.size(); at += SizeOf(records.back())) {
    records.push_back(ReadRecord(partition.records.data() + at));
  }
  std::sort(records.begin(), records.end());
  GroupsSeen seen;
  const auto reader = factory.MakeReader(store, seen);
  for (const ShuffleRecord& record : records) reader->Add(record);
  reader->Finish();
  std::sort(seen.lines.begin(), seen.lines.end());
  return seen.lines;
}

Windowing Tens(Trigger trigger) {
  return {.window_fn = std::make_shared<FixedWindows>(Seconds(10)), .trigger = std::move(trigger)};
}

using Lines = std::vector<std::string>;

TEST(PaneReaderTest, BatchMakesPanesOfAllThatThereIs) {
  MemoryChunkStore store(1 << 20, 1 << 20);
  Windowing windowing = Tens(AfterWatermark({.early = AfterCount(2)}));
  const std::vector<Event> events = {{"a", 1, 1}, {"a", 2, 2},  {"a", 3, 3},
                                     {"b", 4, 4}, {"b", 5, 11}, {"b", 6, 12}};
  EXPECT_EQ(GroupsOf(events, windowing, nullptr, store),
            (Lines{"a  [0,10) on time #0", "a 1,2,3, [0,10) early #0", "b  [10,20) on time #0",
                   "b 4, [0,10) on time #0", "b 5,6, [10,20) early #0"}));
  windowing.accumulation_mode = AccumulationMode::kAccumulating;
  EXPECT_EQ(
      GroupsOf(events, windowing, nullptr, store),
      (Lines{"a 1,2,3, [0,10) early #0", "a 1,2,3, [0,10) on time #0", "b 4, [0,10) on time #0",
             "b 5,6, [10,20) early #0", "b 5,6, [10,20) on time #0"}));
  EXPECT_EQ(store.chunks_kept(), 0);
}

TEST(PaneReaderTest, GroupsLargerThanMemoryAreKeptOnceForAllTheirPanes) {
  MemoryChunkStore store(1000, 1000);
  std::vector<Event> events;
  for (std::int64_t i = 0; i < 1000; ++i) events.push_back({"a", i * 1000, 1});
  events.push_back({"b", 1, 1});
  Windowing windowing = Tens(AfterWatermark({.early = AfterCount(2)}));
  windowing.accumulation_mode = AccumulationMode::kAccumulating;
  EXPECT_EQ(GroupsOf(events, windowing, nullptr, store),
            (Lines{"a 1000 values [0,10) early #0", "a 1000 values [0,10) on time #0",
                   "b 1, [0,10) on time #0"}));
  EXPECT_GT(store.chunks_kept(), 5);
  EXPECT_LT(store.chunks_kept(), 30);
  EXPECT_LE(store.largest(), 1000U);
}

/// All of a day's windows become one, whether they touch or not.
class Days final : public WindowFn {
 public:
  std::vector<Window> Assign(Timestamp timestamp) const override {
    return {{timestamp, timestamp + Seconds(1)}};
  }
  bool IsMerging() const override { return true; }
  std::vector<WindowMerge> Merge(std::span<const Window> windows) const override {
    std::vector<WindowMerge> merges;
    for (const Window& window : windows) {
      const Window day = FixedWindows(Seconds(100)).Assign(window.start)[0];
      if (merges.empty() || merges.back().into != day) merges.push_back({{}, day});
      merges.back().from.push_back(window);
    }
    return merges;
  }
  std::string Describe() const override { return "days of 100 s"; }
};

TEST(PaneReaderTest, MergesByTheWindowFunctionsOwnRuleInMemoryAndBeyond) {
  std::vector<Event> events = {{"b", 1, 7}, {"a", 1, 250}};
  for (std::int64_t i = 0; i < 200; ++i) events.push_back({"a", i, i});
  for (const std::size_t chunk_bytes : {std::size_t{1} << 20, std::size_t{300}, std::size_t{1}}) {
    MemoryChunkStore store(chunk_bytes, chunk_bytes);
    EXPECT_EQ(GroupsOf(events, {.window_fn = std::make_shared<Days>()}, nullptr, store),
              (Lines{"a 1, [200,300) on time #0", "a 100 values [0,100) on time #0",
                     "a 100 values [100,200) on time #0", "b 1, [0,100) on time #0"}));
    EXPECT_EQ(store.chunks_kept() > 0, chunk_bytes < 1000U);
  }
}

std::shared_ptr<const Timeline> WatermarksAfter(const std::vector<std::int64_t>& seconds) {
  auto timeline = std::make_shared<Timeline>();
  for (const std::int64_t second : seconds) timeline->after_event.push_back({At(second), {}});
  timeline->after_event.push_back({kMaxTimestamp, {}});
  return timeline;
}

TEST(PaneReaderTest, ReplaysAStreamInWhateverOrderItsElementsAreFound) {
  MemoryChunkStore store(1 << 20, 1 << 20);
  Windowing windowing = Tens(AfterWatermark({.early = AfterCount(2), .late = AfterCount(1)}));
  windowing.allowed_lateness = Seconds(10);
  // Elements with the events 0, 2 and 4; the watermark goes on with 1, 3 and 5.
  const auto timeline = WatermarksAfter({-100, 5, 5, 12, 12, 30});
  std::vector<Event> events = {{"a", 1, 1, 0},  {"a", 2, 2, 2}, {"a", 3, 3, 4},
                               {"a", 4, 11, 4}, {"b", 5, 5, 4}, {"b", 6, 15, 6}};
  const Lines expected = {"a  [0,10) on time #3", "a 1,2, [0,10) early #2", "a 3, [0,10) late #4",
                          "a 4, [10,20) on time #5", "b 5, [0,10) late #4"};
  std::mt19937 random(1);
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(GroupsOf(events, windowing, timeline, store), expected)
        << "6 came when its window was closed";
    std::shuffle(events.begin(), events.end(), random);
  }
}

TEST(PaneReaderTest, AnElementThatComesAfterTheEndIsAFault) {
  MemoryChunkStore store(1 << 20, 1 << 20);
  EXPECT_THROW(GroupsOf({{"a", 1, 1, 7}}, Tens({}), WatermarksAfter({5}), store), Error);
}

struct SumOfBundle {
  std::int64_t sum = 0;
  void StartBundle() { sum = 0; }
  void Process(const std::int64_t& n, Emitter<std::int64_t>&) { sum += n; }
  void FinishBundle(Emitter<std::int64_t>& out) { out(sum); }
};

struct Arrivals final : Receiver<std::int64_t> {
  void Receive(Element<std::int64_t>&& element) override {
    seen.emplace_back(element.value, element.windows.arrival());
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> seen;
};

TEST(ParDoOperator, ElementsThatCameWithDifferentEventsAreInDifferentBundles) {
  Arrivals arrivals;
  ReceiverBase* outputs[] = {&arrivals};
  BundleMetrics metrics(1);
  MemoryChunkStore store(1 << 20, 1 << 20);
  BundleContext bundle{metrics, store};
  ParDoOperator<SumOfBundle> op({0, "Sum"}, SumOfBundle(), outputs);
  op.StartBundle(bundle);
  for (const std::int64_t event : {3, 3, 0, 5}) op.Receive({1, {}, Windows().ArrivedWith(event)});
  op.FinishBundle();
  op.StartBundle(bundle);
  op.FinishBundle();
  EXPECT_EQ(arrivals.seen,
            (std::vector<std::pair<std::int64_t, std::int64_t>>{{2, 3}, {1, 0}, {1, 5}, {0, 0}}));
}

struct EmitInOwnWindow {
  void Process(const std::int64_t& n, Emitter<std::int64_t>& out) const {
    out.Emit({n, At(1), Windows({{At(0), At(10)}})});
  }
};

TEST(ParDoOperator, WhatAnElementBecomesCameWithItWhateverItsWindows) {
  Arrivals arrivals;
  ReceiverBase* outputs[] = {&arrivals};
  BundleMetrics metrics(1);
  MemoryChunkStore store(1 << 20, 1 << 20);
  BundleContext bundle{metrics, store};
  ParDoOperator<EmitInOwnWindow> op({0, "Emit"}, EmitInOwnWindow(), outputs);
  op.StartBundle(bundle);
  op.Receive({1, {}, Windows().ArrivedWith(4)});
  EXPECT_EQ(arrivals.seen, (std::vector<std::pair<std::int64_t, std::int64_t>>{{1, 4}}));
}

}  // namespace
}  // namespace beam::exec
