// One pipeline with every kind of user code, which fails at each place that it has, one at a time.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/par_do.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/restriction/locked_tracker.h"
#include "beam/restriction/offset_range_tracker.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"
#include "beam/testing/collect.h"

namespace beam::direct {
namespace {

using ::testing::HasSubstr;

/// Where the pipeline is to fail, how often.
struct FailurePlan {
  std::string where;
  ErrorCode code = ErrorCode::kDataLoss;
  std::atomic<int> failures_left = 0;
  std::atomic<int> setups = 0;
  std::atomic<int> teardowns = 0;
};

FailurePlan plan;

void At(std::string_view here) {
  if (plan.where != here || plan.failures_left.fetch_sub(1) <= 0) return;
  throw Error(plan.code, "thrown at " + plan.where);
}

/// A number whose coder is the user's own.
struct Coded {
  std::int64_t n = 0;
};

}  // namespace
}  // namespace beam::direct

namespace beam {
template <>
struct Coder<direct::Coded> {
  static void Encode(const direct::Coded& coded, ByteWriter& out) {
    direct::At("Coder::Encode");
    Coder<std::int64_t>::Encode(coded.n, out);
  }
  static direct::Coded Decode(ByteReader& in) {
    direct::At("Coder::Decode");
    return {Coder<std::int64_t>::Decode(in)};
  }
};
}  // namespace beam

namespace beam::direct {
namespace {

using Pair = KV<std::int64_t, Coded>;
using Summed = KV<std::int64_t, std::int64_t>;

/// The calls around bundles, as `Name::Setup` and so on.
struct Life {
  std::string name;
  explicit Life(std::string named) : name(std::move(named)) {}
  void Call(const char* method) const { At(name + "::" + method); }
};

struct Plain {
  Life life{"Plain"};
  void Setup() {
    life.Call("Setup");
    ++plan.setups;
  }
  void StartBundle() { life.Call("StartBundle"); }
  void Process(const std::int64_t& n, Emitter<std::int64_t>& out) {
    out(n);
    life.Call("Process");
  }
  void FinishBundle() { life.Call("FinishBundle"); }
  void Teardown() {
    ++plan.teardowns;
    life.Call("Teardown");
  }
};

class FailingTracker {
 public:
  using Restriction = OffsetRange;
  using Position = std::int64_t;
  explicit FailingTracker(OffsetRange range) : tracker_(range) { At("Tracker::Tracker"); }
  bool TryClaim(std::int64_t position) {
    At("Tracker::TryClaim");
    return tracker_.TryClaim(position);
  }
  OffsetRange restriction() const { return tracker_.restriction(); }
  std::optional<OffsetRange> TrySplit(double fraction) { return tracker_.TrySplit(fraction); }
  double FractionDone() const { return tracker_.FractionDone(); }
  void CheckDone() const {
    At("Tracker::CheckDone");
    tracker_.CheckDone();
  }

 private:
  OffsetRangeTracker tracker_;
};

/// Emits 10 n, 10 n + 1, 10 n + 2.
struct Splittable {
  Life life{"Splittable"};
  OffsetRange InitialRestriction(const std::int64_t& n) const {
    life.Call("InitialRestriction");
    return {10 * n, 10 * n + 3};
  }
  std::vector<OffsetRange> SplitRestriction(const std::int64_t&, const OffsetRange& range) const {
    life.Call("SplitRestriction");
    return {{range.start, range.start + 1}, {range.start + 1, range.stop}};
  }
  double RestrictionSize(const std::int64_t&, const OffsetRange& range) const {
    life.Call("RestrictionSize");
    return static_cast<double>(range.stop - range.start);
  }
  void Setup() {
    life.Call("Setup");
    ++plan.setups;
  }
  void StartBundle() { life.Call("StartBundle"); }
  void Process(const std::int64_t&, LockedTracker<FailingTracker>& tracker,
               Emitter<std::int64_t>& out) const {
    for (std::int64_t at = tracker.restriction().start; tracker.TryClaim(at); ++at) out(at);
    life.Call("Process");
  }
  void FinishBundle() { life.Call("FinishBundle"); }
  void Teardown() {
    ++plan.teardowns;
    life.Call("Teardown");
  }
};

class FailingWindows final : public WindowFn {
 public:
  std::vector<Window> Assign(Timestamp timestamp) const override {
    At("WindowFn::Assign");
    return tens_.Assign(timestamp);
  }
  std::string Describe() const override { return "windows that fail"; }

 private:
  FixedWindows tens_{Seconds(10)};
};

/// A CombineFn with places named `Name::AddInput` and so on.
struct FailingSum {
  std::string name;
  std::int64_t CreateAccumulator() const {
    At(name + "::CreateAccumulator");
    return 0;
  }
  void AddInput(std::int64_t& sum, const Coded& coded) const {
    At(name + "::AddInput");
    sum += coded.n;
  }
  void MergeAccumulators(std::int64_t& into, const std::int64_t& other) const {
    At(name + "::MergeAccumulators");
    into += other;
  }
  std::int64_t ExtractOutput(const std::int64_t& sum) const {
    At(name + "::ExtractOutput");
    return sum;
  }
};

/// Sums what comes to a key, and emits the sum and a side input's at the end of the window.
struct Stateful {
  SideInput<std::int64_t> offset;
  Life life{"Stateful"};
  ValueState<std::int64_t> sum = {};
  EventTimer at_end = {};

  void Setup() {
    life.Call("Setup");
    ++plan.setups;
  }
  void StartBundle() { life.Call("StartBundle"); }
  void Process(const Element<Pair>& element, Emitter<Summed>&) {
    life.Call("Process");
    sum.Write(sum.Read().value_or(0) + element.value.value.n);
    at_end.Set(element.windows.all()[0].MaxTimestamp());
  }
  void OnTimer(const TimerFiring<std::int64_t>& firing, Emitter<Summed>& out) {
    out({firing.key, *sum.Read() + *offset});
    life.Call("OnTimer");
  }
  void FinishBundle() { life.Call("FinishBundle"); }
  void Teardown() {
    ++plan.teardowns;
    life.Call("Teardown");
  }
};

const std::vector<std::string> kPlaces = {
    "Plain::Setup",
    "Plain::StartBundle",
    "Plain::Process",
    "Plain::FinishBundle",
    "Splittable::Setup",
    "Splittable::StartBundle",
    "Splittable::InitialRestriction",
    "Splittable::SplitRestriction",
    "Splittable::RestrictionSize",
    "Splittable::Process",
    "Splittable::FinishBundle",
    "Tracker::Tracker",
    "Tracker::TryClaim",
    "Tracker::CheckDone",
    "TimestampFn",
    "WindowFn::Assign",
    "KeyFn",
    "Coder::Encode",
    "Coder::Decode",
    "PerKey::CreateAccumulator",
    "PerKey::AddInput",
    "PerKey::MergeAccumulators",
    "PerKey::ExtractOutput",
    "Globally::CreateAccumulator",
    "Globally::AddInput",
    "Globally::MergeAccumulators",
    "Globally::ExtractOutput",
    "Stateful::Setup",
    "Stateful::StartBundle",
    "Stateful::Process",
    "Stateful::OnTimer",
    "Stateful::FinishBundle",
};

/// What the pipeline puts out: the sums by key from the combine, then from the state.
struct Ran {
  PipelineResult result;
  std::vector<Summed> combined = {};
  std::vector<Summed> stateful = {};
};

template <class T>
std::vector<T> Sorted(std::vector<T> values) {
  std::sort(values.begin(), values.end(), [](const T& a, const T& b) {
    return std::tie(a.key, a.value) < std::tie(b.key, b.value);
  });
  return values;
}

Ran RunFailing(const std::string& where, ErrorCode code, int failures,
               const DirectOptions& options) {
  plan.where = where;
  plan.code = code;
  plan.failures_left = failures;
  plan.setups = 0;
  plan.teardowns = 0;
  Pipeline p;
  auto numbers = p | Create("Numbers", std::vector<std::int64_t>{0, 1, 2, 3, 4, 5}) |
                 ParDo("Plain", Plain()) | ParDo("Splittable", Splittable());
  auto pairs = numbers |
               WithTimestamps("Time",
                              [](std::int64_t n) {
                                At("TimestampFn");
                                return Timestamp{} + Seconds(n);
                              }) |
               Map("Key", [](std::int64_t n) {
                 At("KeyFn");
                 return Pair{n % 2, {n}};
               });
  auto total = numbers | Map("Coded", [](std::int64_t n) { return Coded{n}; }) |
               CombineGlobally("Total", FailingSum{"Globally"});
  const auto offset = AsSingleton("Offset", total);
  auto windowed = pairs | WindowInto("Window", FailingWindows());
  // What a bundle put out that is tried again is gone, but what it collected would not be.
  auto combined = testing::Collect(
      "Combined", windowed | CombinePerKey("Sum", FailingSum{"PerKey"}) | Reshuffle("Sums"));
  auto stateful = testing::Collect(
      "WithState",
      windowed | ParDo("Stateful", Stateful{offset}).WithSideInputs(offset) | Reshuffle("States"));
  Ran ran{.result = RunPipeline(p, options)};
  ran.combined = Sorted(combined->values());
  ran.stateful = Sorted(stateful->values());
  return ran;
}

const DirectOptions kOneWorker{.direct_num_workers = 1};
const DirectOptions kManyWorkers{.direct_num_workers = 3, .direct_encode_every_edge = true};
const DirectOptions kNoMemory{.direct_num_workers = 2, .direct_memory_limit = "1KB"};

TEST(LifeTest, WhateverFailsFailsTheJobByNameAndNothingStaysSetUp) {
  for (const DirectOptions& options : {kOneWorker, kManyWorkers, kNoMemory}) {
    for (const std::string& where : kPlaces) {
      SCOPED_TRACE(where);
      const Ran ran = RunFailing(where, ErrorCode::kDataLoss, 1 << 20, options);
      ASSERT_EQ(ran.result.state, JobState::kFailed);
      EXPECT_EQ(ran.result.error->code(), ErrorCode::kDataLoss);
      EXPECT_THAT(ran.result.error->message(), HasSubstr("thrown at " + where));
      EXPECT_THAT(ran.result.error->message(), HasSubstr("step \""));
      EXPECT_EQ(plan.setups, plan.teardowns);
    }
  }
}

TEST(LifeTest, AFailingTeardownFailsTheJobAndTheOthersStillComeToTheirs) {
  for (const std::string where :
       {"Plain::Teardown", "Splittable::Teardown", "Stateful::Teardown"}) {
    SCOPED_TRACE(where);
    const Ran ran = RunFailing(where, ErrorCode::kInternal, 1 << 20, kManyWorkers);
    ASSERT_EQ(ran.result.state, JobState::kFailed);
    EXPECT_THAT(ran.result.error->message(), HasSubstr("thrown at " + where));
    EXPECT_EQ(plan.setups, plan.teardowns);
  }
}

TEST(LifeTest, WhatPassesIsTriedAgainAndChangesNothing) {
  const Ran expected = RunFailing("nowhere", ErrorCode::kInternal, 0, kOneWorker);
  ASSERT_EQ(expected.result.state, JobState::kDone);
  ASSERT_EQ(expected.combined.size(), 12U);
  ASSERT_EQ(expected.stateful.size(), 12U);
  for (const DirectOptions& options : {kOneWorker, kManyWorkers, kNoMemory}) {
    for (const std::string& where : kPlaces) {
      if (where == "Coder::Decode") continue;  // Of bytes that are there, nothing passes.
      SCOPED_TRACE(where);
      const Ran ran = RunFailing(where, ErrorCode::kUnavailable, 1, options);
      ASSERT_EQ(ran.result.state, JobState::kDone) << ran.result.error->what();
      EXPECT_LE(plan.failures_left, 0) << "the pipeline never came by";
      EXPECT_EQ(ran.combined, expected.combined);
      EXPECT_EQ(ran.stateful, expected.stateful);
      EXPECT_EQ(plan.setups, plan.teardowns);
    }
  }
}

}  // namespace
}  // namespace beam::direct
