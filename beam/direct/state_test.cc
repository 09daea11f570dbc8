// DoFns with state and timers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/state/bag_state.h"
#include "beam/state/combining_state.h"
#include "beam/state/map_state.h"
#include "beam/state/ordered_list_state.h"
#include "beam/state/set_state.h"
#include "beam/state/value_state.h"
#include "beam/testing/collect.h"
#include "beam/testing/test_pipeline.h"

namespace beam::direct {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using Pair = KV<std::string, std::int64_t>;

void RunsWell(const Pipeline& p, const DirectOptions& options) {
  const PipelineResult result = RunPipeline(p, options);
  ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
}

/// What the stateful DoFn makes of the elements, each at its value in seconds.
template <class Fn>
std::vector<std::string> Outputs(const Fn& fn, const std::vector<Pair>& elements,
                                 const DirectOptions& options) {
  Pipeline p;
  auto out = testing::Collect(
      "Out",
      p | Create("Elements", elements) |
          WithTimestamps("At", [](const Pair& e) { return Timestamp{} + Seconds(e.value); }) |
          ParDo("Stateful", fn) | Reshuffle());
  RunsWell(p, options);
  std::vector<std::string> outputs = out->values();
  std::sort(outputs.begin(), outputs.end());
  return outputs;
}

/// Numbers the elements of each key.
struct NumberThem {
  ValueState<std::int64_t> next;
  void Process(const Pair& element, Emitter<std::string>& out) {
    const std::int64_t number = next.Read().value_or(0);
    next.Write(number + 1);
    out(element.key + std::to_string(number));
  }
};

TEST(StateTest, RemembersFromElementToElementOfAKey) {
  for (const DirectOptions& options : testing::EveryWay()) {
    EXPECT_THAT(Outputs(NumberThem(), {{"a", 1}, {"b", 2}, {"a", 3}, {"a", 4}}, options),
                ElementsAre("a0", "a1", "a2", "b0"));
  }
}

/// Uses all kinds of state, and says at the end of the window what they hold.
struct AllKinds {
  ValueState<std::int64_t> value;
  BagState<std::int64_t> bag;
  SetState<std::int64_t> set;
  MapState<std::string, std::int64_t> map;
  OrderedListState<std::int64_t> list;
  struct Sum {
    std::int64_t CreateAccumulator() const { return 0; }
    void AddInput(std::int64_t& sum, const std::int64_t& more) const { sum += more; }
    void MergeAccumulators(std::int64_t& into, const std::int64_t& sum) const { into += sum; }
    std::int64_t ExtractOutput(const std::int64_t& sum) const { return sum; }
  };
  CombiningState<Sum> sum;
  EventTimer at_end;

  void Process(const Element<Pair>& element, Emitter<std::string>&) {
    const std::int64_t n = element.value.value;
    value.Write(std::max(value.Read().value_or(n), n));
    bag.Add(n);
    set.Add(n % 10);
    map.Put(n % 2 == 0 ? "even" : "odd", map.Get(n % 2 == 0 ? "even" : "odd").value_or(0) + 1);
    list.Add(element.timestamp, n);
    sum.Add(n);
    at_end.Set(element.windows.all()[0].MaxTimestamp());
  }

  void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    std::vector<std::int64_t> in_bag;
    for (const std::int64_t n : bag.Read()) in_bag.push_back(n);
    std::sort(in_bag.begin(), in_bag.end());
    std::vector<std::int64_t> in_list;
    for (const auto& n : list.Read()) in_list.push_back(n.value);
    out(firing.key + Describe(*value.Read()) + Describe(in_bag) + Describe(set.Read()) +
        Describe(map.Entries()) + Describe(in_list) + Describe(sum.Read()));
  }
};

TEST(StateTest, EveryKindOfStateIsThereForATimer) {
  for (const DirectOptions& options : testing::EveryWay()) {
    EXPECT_THAT(
        Outputs(AllKinds(), {{"a", 12}, {"b", 7}, {"a", 2}, {"a", 31}}, options),
        ElementsAre(
            R"(a31[2, 12, 31][1, 2][{key: "odd", value: 1}, {key: "even", value: 2}][2, 12, 31]45)",
            R"(b7[7][7][{key: "odd", value: 1}][7]7)"));
  }
}

TEST(StateTest, EachWindowHasItsOwn) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto out = testing::Collect(
        "Out",
        p | Create("Elements", std::vector<Pair>{{"a", 1}, {"a", 2}, {"a", 11}}) |
            WithTimestamps("At", [](const Pair& e) { return Timestamp{} + Seconds(e.value); }) |
            WindowInto("Tens", FixedWindows(Seconds(10))) | ParDo("Number", NumberThem()));
    RunsWell(p, options);
    EXPECT_THAT(out->values(), UnorderedElementsAre("a0", "a1", "a0"));
  }
}

/// Gathers what is large, far beyond the memory limit.
struct Gather {
  BagState<std::string> bag;
  MapState<std::int64_t, std::string> map;
  EventTimer at_end;
  void Process(const Pair& element, Emitter<std::string>&) {
    bag.Add(std::string(1000, 'x'));
    map.Put(element.value % 500, std::string(100, 'y'));
    at_end.Set(kEndOfGlobalWindow);
  }
  void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    std::size_t bytes = 0;
    for (const std::string& text : bag.Read()) bytes += text.size();
    for (const auto& entry : map.Entries()) bytes += entry.value.size();
    out(firing.key + " " + std::to_string(bytes));
  }
};

TEST(StateTest, IsLargerThanMemory) {
  std::vector<Pair> elements;
  for (std::int64_t i = 0; i < 3000; ++i) elements.push_back({"key", i});
  for (const char* limit : {"1KB", "1MB", "1GB"}) {
    EXPECT_THAT(Outputs(Gather(), elements, {.direct_memory_limit = limit}),
                ElementsAre("key 3050000"));
  }
}

TEST(StateTest, ABundleThatIsTriedAgainBeginsWithEmptyState) {
  struct Flaky {
    ValueState<std::int64_t> count;
    std::shared_ptr<std::atomic<int>> failures_left = std::make_shared<std::atomic<int>>(2);
    void Process(const Pair& element, Emitter<std::string>& out) {
      count.Write(count.Read().value_or(0) + 1);
      if (*count.Read() == 3 && failures_left->fetch_sub(1) > 0) {
        throw Error(ErrorCode::kUnavailable, "comes back");
      }
      out(element.key + std::to_string(*count.Read()));
    }
  };
  EXPECT_THAT(Outputs(Flaky(), {{"a", 1}, {"a", 2}, {"a", 3}, {"a", 4}}, {}),
              ElementsAre("a1", "a2", "a3", "a4"));
}

/// Sets timers again and again, by tags; says which came.
struct Alarms {
  EventTimer tick;
  EventTimer other;
  ProcessingTimer late;
  ValueState<std::int64_t> ticks;

  void Process(const Element<Pair>& element, Emitter<std::string>&) {
    tick.Set(element.timestamp + Seconds(10));
    other.Set(element.timestamp + Seconds(15), "fifteen");
    other.Set(element.timestamp + Seconds(99), "never");
    other.Clear("never");
    late.SetAfter(Seconds(1));
  }
  void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    const std::string name = firing.Is(tick) ? "tick" : firing.Is(other) ? "other" : "late";
    out(name + firing.tag + std::to_string(firing.timestamp.micros / 1000000));
    if (!firing.Is(tick)) return;
    ticks.Write(ticks.Read().value_or(0) + 1);
    if (*ticks.Read() < 3) tick.Set(firing.timestamp + Seconds(10));
  }
};

TEST(TimerTest, FiresInTheOrderOfTimeAndMayBeSetAgain) {
  for (const DirectOptions& options : testing::EveryWay()) {
    EXPECT_THAT(Outputs(Alarms(), {{"a", 100}}, options),
                ElementsAre("late1", "otherfifteen115", "tick110", "tick120", "tick130"));
  }
}

TEST(TimerTest, WhatItEmitsHasItsTimeAndWindow) {
  struct AtEnd {
    EventTimer timer;
    void Process(const Element<Pair>& element, Emitter<std::string>&) {
      timer.Set(element.timestamp + Seconds(3));
      timer.Set(element.timestamp + Seconds(4), "held", element.timestamp);
    }
    void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
      out(firing.key + firing.tag + std::to_string(firing.window.start.micros / 1000000));
    }
  };
  struct ShowTime {
    void Process(const Element<std::string>& line, Emitter<std::string>& out) const {
      out(line.value + "@" + std::to_string(line.timestamp.micros / 1000000) + "[" +
          std::to_string(line.windows.all()[0].start.micros / 1000000));
    }
  };
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto out = testing::Collect(
        "Out",
        p | Create("Elements", std::vector<Pair>{{"a", 12}}) |
            WithTimestamps("At", [](const Pair& e) { return Timestamp{} + Seconds(e.value); }) |
            WindowInto("Tens", FixedWindows(Seconds(10))) | ParDo("AtEnd", AtEnd()) |
            ParDo("Show", ShowTime()));
    RunsWell(p, options);
    EXPECT_THAT(out->values(), UnorderedElementsAre("a10@15[10", "aheld10@12[10"));
  }
}

TEST(TimerTest, AFailingTimerIsNamedWithItsKey) {
  struct Fails {
    EventTimer timer;
    void Process(const Pair&, Emitter<std::string>&) { timer.Set(Timestamp{}); }
    void OnTimer(const TimerFiring<std::string>&, Emitter<std::string>&) {
      throw Error(ErrorCode::kDataLoss, "too late");
    }
  };
  Pipeline p;
  p | Create("Elements", std::vector<Pair>{{"k", 1}}) | ParDo("Fails", Fails());
  const PipelineResult result = RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_EQ(result.error->message(), "step \"Fails\" failed on a timer of key \"k\": too late");
}

TEST(StateTest, IsRefusedInStartBundle) {
  struct TooEarly {
    ValueState<int> value;
    void StartBundle() { value.Write(1); }
    void Process(const Pair&, Emitter<std::string>&) {}
  };
  Pipeline p;
  p | Create("Elements", std::vector<Pair>{{"k", 1}}) | ParDo("TooEarly", TooEarly());
  const PipelineResult result = RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(), HasSubstr("state can be used in Process and OnTimer only"));
}

TEST(StateTest, MayReadSideInputs) {
  struct AddOffset {
    SideInput<std::int64_t> offset;
    CombiningState<AllKinds::Sum> sum;
    EventTimer at_end;
    void Process(const Pair& element, Emitter<std::string>&) {
      sum.Add(element.value + *offset);
      at_end.Set(kEndOfGlobalWindow);
    }
    void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
      out(firing.key + std::to_string(sum.Read() + *offset));
    }
  };
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto offset = AsSingleton("Offset", p | Create("Hundred", {std::int64_t{100}}));
    auto out =
        testing::Collect("Out", p | Create("Elements", std::vector<Pair>{{"a", 1}, {"a", 2}}) |
                                    ParDo("Add", AddOffset{offset, {}, {}}).WithSideInputs(offset));
    RunsWell(p, options);
    EXPECT_THAT(out->values(), ElementsAre("a303"));
  }
}

}  // namespace
}  // namespace beam::direct
