// Work that is divided at run time: bundles with elements that nobody has begun, and elements of
// splittable DoFns.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/restriction/offset_range_tracker.h"
#include "beam/testing/collect.h"
#include "beam/testing/test_pipeline.h"

namespace beam::direct {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;
using Tracker = LockedTracker<OffsetRangeTracker>;

void RunsWell(const Pipeline& p, const DirectOptions& options) {
  const PipelineResult result = RunPipeline(p, options);
  ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
}

template <class T>
std::vector<T> Sorted(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  return values;
}

std::vector<std::int64_t> UpTo(std::int64_t count) {
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

void WaitUntil(const std::function<bool()>& holds) {
  while (!holds()) std::this_thread::yield();
}

TEST(DivideTest, OneSlowElementDoesNotHoldTheRestOfItsBundle) {
  constexpr int kCount = 3000;
  for (int slow : {10, 1500, kCount - 1}) {
    auto done = std::make_shared<std::atomic<int>>(0);
    Pipeline p;
    auto out = testing::Collect(
        "Out", p | Create("Numbers", UpTo(kCount)) | Map("Work", [done, slow](std::int64_t n) {
                 // Hangs unless another worker takes the others.
                 if (n == slow) WaitUntil([&] { return *done == kCount - 1; });
                 ++*done;
                 return n;
               }));
    RunsWell(p, {.direct_num_workers = 2});
    EXPECT_EQ(Sorted(out->values()), UpTo(kCount));
  }
}

/// Emits the numbers below each element, from several parts.
struct CountUp {
  std::shared_ptr<std::atomic<int>> calls = std::make_shared<std::atomic<int>>(0);
  std::int64_t part = 30;

  OffsetRange InitialRestriction(const std::int64_t& end) const { return {0, end}; }
  std::vector<OffsetRange> SplitRestriction(const std::int64_t&, const OffsetRange& whole) const {
    return whole.SplitBySize(part);
  }
  void Process(const std::int64_t&, Tracker& tracker, Emitter<std::int64_t>& out) const {
    ++*calls;
    for (std::int64_t at = tracker.restriction().start; tracker.TryClaim(at); ++at) out(at);
  }
};

TEST(SplittableTest, DoesEveryPartOfEveryElementOnce) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    const CountUp count;
    auto out = testing::Collect(
        "Out", p | Create("Ends", std::vector<std::int64_t>{100, 0, 5}) | ParDo("Count", count));
    RunsWell(p, options);
    std::vector<std::int64_t> expected = UpTo(100);
    for (const std::int64_t n : UpTo(5)) expected.push_back(n);
    EXPECT_EQ(Sorted(out->values()), Sorted(expected));
    EXPECT_GE(*count.calls, 3 + 1) << "100 in parts of 30, 30 and 40, none of 0, 5 as a whole";
  }
}

TEST(SplittableTest, OneElementIsSharedByTheWorkers) {
  /// The worker that has the first offset waits for one that has the last.
  struct Meet {
    std::shared_ptr<std::atomic<bool>> last_done = std::make_shared<std::atomic<bool>>(false);
    OffsetRange InitialRestriction(const std::int64_t& end) const { return {0, end}; }
    void Process(const std::int64_t& end, Tracker& tracker, Emitter<std::int64_t>& out) const {
      for (std::int64_t at = tracker.restriction().start; tracker.TryClaim(at); ++at) {
        out(at);
        if (at == 0) WaitUntil([&] { return last_done->load(); });
        if (at == end - 1) *last_done = true;
      }
    }
  };
  for (const std::int64_t end : {2, 3, 1000}) {
    Pipeline p;
    auto out = testing::Collect("Out", p | Create("One", {end}) | ParDo("Meet", Meet()));
    RunsWell(p, {.direct_num_workers = 3});
    EXPECT_EQ(Sorted(out->values()), UpTo(end));
  }
}

TEST(SplittableTest, ABundleThatFailsAfterASplitDoesOnlyWhatIsLeftToItAgain) {
  struct Flaky {
    std::shared_ptr<std::atomic<bool>> last_done = std::make_shared<std::atomic<bool>>(false);
    std::shared_ptr<std::atomic<bool>> failed = std::make_shared<std::atomic<bool>>(false);
    Counter claimed{"claimed"};
    OffsetRange InitialRestriction(const std::int64_t& end) const { return {0, end}; }
    void Process(const std::int64_t& end, Tracker& tracker, Emitter<std::int64_t>& out) const {
      for (std::int64_t at = tracker.restriction().start; tracker.TryClaim(at); ++at) {
        out(at);
        claimed.Increment();
        if (at == end - 1) *last_done = true;
        if (at != 0 || failed->load()) continue;
        WaitUntil([&] { return last_done->load(); });
        *failed = true;
        throw Error(ErrorCode::kUnavailable, "comes back");
      }
    }
  };
  Pipeline p;
  auto out = testing::Collect(
      "Out", p | Create("One", {std::int64_t{50}}) | ParDo("Flaky", Flaky()) | Reshuffle());
  const PipelineResult result = RunPipeline(p, {.direct_num_workers = 2});
  ASSERT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
  EXPECT_EQ(Sorted(out->values()), UpTo(50));
  EXPECT_EQ(result.metrics.Counter("claimed"), 50);
}

TEST(SplittableTest, WorksInEachWindowOfAnElement) {
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    struct ShowWindow {
      void Process(const Element<std::int64_t>& element, Emitter<std::string>& out) const {
        out(std::to_string(element.value) + " from " +
            std::to_string(element.windows.all()[0].start.micros / 1000000));
      }
    };
    auto out = testing::Collect(
        "Out", p | Create("One", {std::int64_t{2}}) |
                   WithTimestamps("At", [](std::int64_t) { return Timestamp{} + Seconds(7); }) |
                   WindowInto("Sliding", SlidingWindows(Seconds(10), Seconds(5))) |
                   ParDo("Count", CountUp()) | ParDo("Show", ShowWindow()));
    RunsWell(p, options);
    EXPECT_THAT(out->values(),
                UnorderedElementsAre("0 from 0", "1 from 0", "0 from 5", "1 from 5"));
  }
}

TEST(SplittableTest, WhatProcessLeavesOutFailsByName) {
  struct Lazy {
    OffsetRange InitialRestriction(const int&) const { return {0, 10}; }
    void Process(const int&, Tracker& tracker, Emitter<int>&) const { tracker.TryClaim(3); }
  };
  Pipeline p;
  p | Create("One", {77}) | ParDo("Lazy", Lazy());
  const PipelineResult result = RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(), HasSubstr("step \"Lazy\" failed at the end of element 77"));
  EXPECT_THAT(result.error->message(), HasSubstr("next 4 of [0, 10)"));
}

TEST(SplittableTest, AFailingRestrictionIsNamedWithItsElement) {
  struct Bad {
    OffsetRange InitialRestriction(const std::string& name) const {
      throw Error(ErrorCode::kNotFound, "no such file: " + name);
    }
    void Process(const std::string&, Tracker&, Emitter<int>&) const {}
  };
  Pipeline p;
  p | Create("One", {std::string("a\nb")}) | ParDo("Bad", Bad());
  const PipelineResult result = RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(),
              HasSubstr(R"(step "Bad" failed on the restriction of element "a\nb": no such file)"));
}

/// A restriction that is no range: names, claimed from the front.
class NamesTracker {
 public:
  using Restriction = std::vector<std::string>;
  using Position = std::string;

  explicit NamesTracker(Restriction names) : names_(std::move(names)) {}
  bool TryClaim(const std::string& name) {
    if (claimed_ == names_.size() || names_[claimed_] != name) return false;
    ++claimed_;
    return true;
  }
  Restriction restriction() const { return names_; }
  std::optional<Restriction> TrySplit(double fraction) {
    const auto keep = claimed_ + static_cast<std::size_t>(
                                     fraction * static_cast<double>(names_.size() - claimed_));
    if (keep == 0 || keep == names_.size()) return std::nullopt;
    Restriction rest(names_.begin() + static_cast<std::ptrdiff_t>(keep), names_.end());
    names_.resize(keep);
    return rest;
  }
  double FractionDone() const {
    return names_.empty() ? 1 : static_cast<double>(claimed_) / static_cast<double>(names_.size());
  }
  void CheckDone() const {
    if (claimed_ < names_.size()) throw Error(ErrorCode::kInternal, "names are left");
  }

 private:
  Restriction names_;
  std::size_t claimed_ = 0;
};

TEST(SplittableTest, TakesTrackersOfOnesOwn) {
  struct Greet {
    std::vector<std::string> InitialRestriction(const std::string&) const {
      return {"Ada", "Bo", "Cy", "Di", "Ed"};
    }
    double RestrictionSize(const std::string&, const std::vector<std::string>& names) const {
      return static_cast<double>(names.size());
    }
    void Process(const std::string& hello, LockedTracker<NamesTracker>& tracker,
                 Emitter<std::string>& out) const {
      for (const std::string& name : tracker.restriction()) {
        if (!tracker.TryClaim(name)) return;
        out(hello + " " + name);
      }
    }
  };
  for (const DirectOptions& options : testing::EveryWay()) {
    Pipeline p;
    auto out =
        testing::Collect("Out", p | Create("One", {std::string("Hi")}) | ParDo("Greet", Greet()));
    RunsWell(p, options);
    EXPECT_THAT(Sorted(out->values()), ElementsAre("Hi Ada", "Hi Bo", "Hi Cy", "Hi Di", "Hi Ed"));
  }
}

}  // namespace
}  // namespace beam::direct
