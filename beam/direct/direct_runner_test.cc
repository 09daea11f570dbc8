#include "beam/direct/direct_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <numeric>
#include <set>
#include <thread>

#include "beam/pipeline/combine/combine.h"
#include "beam/testing/collect.h"

namespace beam::direct {
namespace {

using ::testing::AllOf;
using testing::Collect;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

std::vector<int> UpTo(int count) {
  std::vector<int> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

std::string Word(const KV<std::string, std::int64_t>& count) {
  return count.key + ":" + std::to_string(count.value);
}

TEST(DirectRunner, MapsFlatMapsAndFilters) {
  Pipeline p;
  auto words = p | Create("Lines", {std::string("a b"), std::string("c")}) |
               FlatMap("Split",
                       [](const std::string& line) {
                         std::vector<std::string> words;
                         for (char c : line) words.emplace_back(1, c);
                         return words;
                       }) |
               Filter("NoSpace", [](const std::string& word) { return word != " "; }) |
               Map("Double", [](const std::string& word) { return word + word; });
  auto out = Collect("Out", words);
  EXPECT_EQ(RunPipeline(p).state, JobState::kDone);
  EXPECT_THAT(out->values(), UnorderedElementsAre("aa", "bb", "cc"));
}

struct Divide {
  int by;
  void Process(const int& number, Emitter<int>& whole, Emitter<std::string>& rest) const {
    if (number % by == 0) {
      whole(number / by);
    } else {
      rest(std::to_string(number));
    }
  }
};

TEST(DirectRunner, GivesEachOutputOfAParDo) {
  Pipeline p;
  auto [whole, rest] = p | Create("Numbers", UpTo(6)) | ParDo("Divide", Divide{3});
  auto wholes = Collect("Wholes", whole);
  auto rests = Collect("Rests", rest);
  RunPipeline(p);
  EXPECT_THAT(wholes->values(), UnorderedElementsAre(0, 1));
  EXPECT_THAT(rests->values(), UnorderedElementsAre("1", "2", "4", "5"));
}

TEST(DirectRunner, OneCollectionFeedsManyBranches) {
  Pipeline p;
  auto numbers = p | Create("Numbers", UpTo(100));
  auto a = Collect("A", numbers | Map("Plus", [](int n) { return n + 1; }));
  auto b = Collect("B", numbers | Map("Minus", [](int n) { return n - 1; }));
  auto both = Collect("Both", Flatten("Flatten", numbers, numbers));
  RunPipeline(p);
  EXPECT_EQ(std::accumulate(a->values().begin(), a->values().end(), 0), 5050);
  EXPECT_EQ(std::accumulate(b->values().begin(), b->values().end(), 0), 4850);
  EXPECT_EQ(both->values().size(), 200U);
}

TEST(DirectRunner, GroupsAndCombinesByKey) {
  Pipeline p;
  auto keyed = p | Create("Numbers", UpTo(1000)) | Map("Key", [](int n) {
                 return KV{std::string(1, static_cast<char>('a' + n % 3)), std::int64_t{n}};
               });
  auto counts = Collect(
      "Counts", keyed | CombinePerKey("Count", CountFn<std::int64_t>()) | Map("Word", Word));
  auto sizes = Collect(
      "Sizes",
      keyed | GroupByKey() | Map("Size", [](const KV<std::string, Iterable<std::int64_t>>& group) {
        std::int64_t once = 0;
        for (std::int64_t n : group.value) once += n;
        for (std::int64_t n : group.value) once += n;  // Re-iterable.
        return KV{group.key, once};
      }) | Map("Word2", Word));
  RunPipeline(p);
  EXPECT_THAT(counts->values(), UnorderedElementsAre("a:334", "b:333", "c:333"));
  EXPECT_THAT(sizes->values(), UnorderedElementsAre("a:333666", "b:332334", "c:333000"));
}

TEST(DirectRunner, CombineGloballyOfNothingIsTheEmptyAccumulator) {
  Pipeline p;
  auto numbers = p | Create("Numbers", std::vector<std::int64_t>{4, 5});
  auto none = numbers | Filter("None", [](std::int64_t) { return false; });
  auto sum = Collect("Sum", numbers | CombineGlobally("SumAll", SumFn<std::int64_t>()));
  auto nothing = Collect("Nothing", none | CombineGlobally("SumNone", SumFn<std::int64_t>()));
  RunPipeline(p);
  EXPECT_THAT(sum->values(), UnorderedElementsAre(9));
  EXPECT_THAT(nothing->values(), UnorderedElementsAre(0));
}

TEST(DirectRunner, FlattenJoinsStages) {
  Pipeline p;
  auto a = p | Create("A", {1, 2});
  auto b = p | Create("B", {3}) | Reshuffle("Deal");
  auto all = Collect("All", Flatten("AB", a, b) | Map("Square", [](int n) { return n * n; }));
  RunPipeline(p);
  EXPECT_THAT(all->values(), UnorderedElementsAre(1, 4, 9));
}

struct Life {
  std::shared_ptr<std::atomic<int>> setups = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<std::atomic<int>> teardowns = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<std::atomic<int>> starts = std::make_shared<std::atomic<int>>(0);
  std::shared_ptr<std::atomic<int>> wrong = std::make_shared<std::atomic<int>>(0);
  int state = 0;  // 0 new, 1 set up, 2 in a bundle, 3 torn down
  int in_bundle = 0;

  void Move(int from, int to) {
    if (state != from) ++*wrong;
    state = to;
  }
  void Setup() {
    Move(0, 1);
    ++*setups;
  }
  void StartBundle() {
    Move(1, 2);
    in_bundle = 0;
    ++*starts;
  }
  void Process(const int&, Emitter<int>&) {
    Move(2, 2);
    ++in_bundle;
  }
  void FinishBundle(Emitter<int>& out) {
    Move(2, 1);
    out(in_bundle);
  }
  void Teardown() {
    Move(1, 3);
    ++*teardowns;
  }
};

TEST(DirectRunner, ADoFnLivesItsWholeLife) {
  Pipeline p;
  Life life;
  auto out = Collect("Out", p | Create("Numbers", UpTo(500)) | ParDo("Life", life));
  RunPipeline(p, {.direct_num_workers = 3});
  EXPECT_EQ(*life.wrong, 0);
  EXPECT_GE(*life.setups, 1);
  EXPECT_LE(*life.setups, 3);
  EXPECT_EQ(*life.setups, *life.teardowns);
  EXPECT_EQ(out->values().size(), static_cast<std::size_t>(*life.starts));
  EXPECT_EQ(std::accumulate(out->values().begin(), out->values().end(), 0), 500);
}

TEST(DirectRunner, RunsOnAllWorkersAtOnce) {
  auto meet = std::make_shared<std::latch>(4);
  Pipeline p;
  p | Create("Numbers", UpTo(4)) | Map("Meet", [meet](int n) {
    meet->arrive_and_wait();  // Hangs unless four elements are at work together.
    return n;
  });
  EXPECT_EQ(RunPipeline(p, {.direct_num_workers = 4}).state, JobState::kDone);
}

TEST(DirectRunner, AFailureNamesStepElementAndCause) {
  Pipeline p;
  p | Create("Words", {std::string("good"), std::string("bad")}) |
      Map("Check",
          [](const std::string& word) {
            if (word == "bad") throw Error(ErrorCode::kDataLoss, "no sense in it");
            return word;
          }) |
      Map("After", [](const std::string& word) { return word; });
  const PipelineResult result = RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_EQ(result.error->code(), ErrorCode::kDataLoss);
  EXPECT_EQ(result.error->message(), R"(step "Check" failed on element "bad": no sense in it)");
}

TEST(DirectRunner, AForeignExceptionIsNamedWithItsType) {
  Pipeline p;
  p | Create("Numbers", {7}) | Map("At", [](int n) { return std::vector<int>{1}.at(n); });
  const PipelineResult result = RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(),
              AllOf(HasSubstr(R"(step "At" failed on element 7)"), HasSubstr("std::out_of_range")));
  Pipeline q;
  q | Create("Numbers", {7}) | Map("Odd", [](int n) -> int { throw n; });
  EXPECT_THAT(RunPipeline(q).error->message(), HasSubstr("exception of type int"));
}

struct Thrower {
  std::string where;
  std::shared_ptr<std::atomic<int>> teardowns = std::make_shared<std::atomic<int>>(0);
  void At(const std::string& here) const {
    if (where == here) throw Error(ErrorCode::kInternal, "thrown at " + here);
  }
  void Setup() { At("Setup"); }
  void StartBundle() { At("StartBundle"); }
  void Process(const int& n, Emitter<int>& out) {
    At("Process");
    out(n);
  }
  void FinishBundle() { At("FinishBundle"); }
  void Teardown() {
    ++*teardowns;
    At("Teardown");
  }
};

TEST(DirectRunner, AThrowAnywhereInTheLifeFailsTheJobOnce) {
  for (const std::string where : {"Setup", "StartBundle", "Process", "FinishBundle", "Teardown"}) {
    Pipeline p;
    Thrower thrower{where};
    p | Create("Numbers", {1}) | ParDo("Thrower", thrower);
    const PipelineResult result = RunPipeline(p);
    ASSERT_EQ(result.state, JobState::kFailed) << where;
    EXPECT_THAT(result.error->message(),
                AllOf(HasSubstr("\"Thrower\""), HasSubstr("thrown at " + where)));
    EXPECT_EQ(*thrower.teardowns, where == "Setup" ? 0 : 1) << where;
  }
}

TEST(DirectRunner, CountersAndDistributionsAddUpOverWorkers) {
  Counter odd("odd");
  Distribution sizes("sizes");
  Pipeline p;
  p | Create("Numbers", UpTo(1000)) | Map("Count", [odd, sizes](int n) {
    if (n % 2 == 1) odd.Increment();
    sizes.Update(n);
    return n;
  });
  const MetricsSnapshot metrics = RunPipeline(p, {.direct_num_workers = 4}).metrics;
  EXPECT_EQ(metrics.Counter("odd"), 500);
  EXPECT_EQ((metrics.counters.at({"Count", "odd"})), 500);
  EXPECT_EQ(metrics.Distribution("sizes"), (DistributionData{1000, 499500, 0, 999}));
}

TEST(DirectRunner, CancelFinishesWhatIsAtWorkAndBeginsNoMore) {
  std::atomic<bool> stop = false;
  std::atomic<int> processed = 0;
  Counter count("count");
  Pipeline p;
  p | Create("Numbers", UpTo(100000)) | Map("Stop", [&, count](int n) {
    count.Increment();
    ++processed;
    stop = true;
    return n;
  });
  const PipelineResult result =
      RunPipeline(p, {.direct_num_workers = 2}, {.cancelled = [&] { return stop.load(); }});
  EXPECT_EQ(result.state, JobState::kCancelled);
  EXPECT_LE(processed, 2);
  EXPECT_EQ(result.metrics.Counter("count"), processed);
}

TEST(DirectRunner, ALongQueueMakesItsWriterHelp) {
  // One worker, and far more bytes than a queue may hold: without help it would hold them all.
  auto most = std::make_shared<std::atomic<int>>(0);
  auto made = std::make_shared<std::atomic<int>>(0);
  Pipeline p;
  p | Create("One", {0}) |
      FlatMap("Make",
              [made, most](int) {
                return std::views::iota(0, 200) | std::views::transform([made, most](int) {
                         *most = std::max(most->load(), ++*made);
                         return std::string(1 << 20, 'x');
                       });
              }) |
      Reshuffle() | Map("Drop", [made](const std::string& text) {
        --*made;
        return text.size();
      });
  EXPECT_EQ(RunPipeline(p, {.direct_num_workers = 1}).state, JobState::kDone);
  EXPECT_EQ(*made, 0);
  EXPECT_LT(*most, 60);
}

TEST(DirectRunner, MetricsOutsideOfAStepAreRefused) {
  EXPECT_THROW(Counter("nobody").Increment(), Error);
}

TEST(DirectRunner, AnEmptyPipelineIsDone) {
  Pipeline p;
  EXPECT_EQ(RunPipeline(p).state, JobState::kDone);
  EXPECT_THROW(RunPipeline(p, {.direct_num_workers = -1}), Error);
}

TEST(DirectRunner, ProcessSeesTheTimestampWhenItTakesAnElement) {
  struct Fn {
    void Process(const Element<int>& element, Emitter<std::int64_t>& out) {
      out(element.timestamp.micros);
    }
  };
  Pipeline p;
  auto out = Collect("Out", p | Create("One", {1}) | ParDo("Time", Fn()));
  RunPipeline(p);
  EXPECT_THAT(out->values(), UnorderedElementsAre(kMinTimestamp.micros));
}

}  // namespace
}  // namespace beam::direct
