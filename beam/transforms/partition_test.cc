#include "beam/transforms/partition.h"

#include <gmock/gmock.h>

#include "beam/exec/metrics.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/testing/collect.h"
#include "beam/transforms/log_elements.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

TEST(PartitionTest, SendsEachElementToTheOneThatTheFunctionNames) {
  EveryWay([](Pipeline& p) {
    auto parts = p | Create("Numbers", {0, 1, 2, 3, 4, 5, 7}) |
                 Partition("ByThree", 4, [](int n) { return static_cast<unsigned char>(n % 3); });
    EXPECT_EQ(parts.size(), 4U);
    std::vector<std::shared_ptr<Collected<int>>> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      out.push_back(Collect("Out" + std::to_string(i), parts[i]));
    }
    return [out] {
      EXPECT_THAT(out[0]->values(), UnorderedElementsAre(0, 3));
      EXPECT_THAT(out[1]->values(), UnorderedElementsAre(1, 4, 7));
      EXPECT_THAT(out[2]->values(), UnorderedElementsAre(2, 5));
      EXPECT_TRUE(out[3]->values().empty());
    };
  });
}

TEST(PartitionTest, ABoolIsANumber) {
  EveryWay([](Pipeline& p) {
    auto parts =
        p | Create("Numbers", {1, 2, 3}) | Partition("IsEven", 2, [](int n) { return n % 2 == 0; });
    auto odd = Collect("Odd", parts[0]);
    auto even = Collect("Even", parts[1]);
    return [=] {
      EXPECT_THAT(odd->values(), UnorderedElementsAre(1, 3));
      EXPECT_THAT(even->values(), UnorderedElementsAre(2));
    };
  });
}

TEST(PartitionTest, ANumberThatThereIsNoneOfFailsByName) {
  for (const std::int64_t number : {std::int64_t{-1}, std::int64_t{2}, std::int64_t{1} << 33}) {
    EXPECT_THAT(
        FailureOf([&](Pipeline& p) {
          p | Create("Numbers", {7}) | Partition("Halves", 2, [number](int) { return number; });
        }),
        HasSubstr("step \"Halves\" failed on element 7: the function returned a partition that "
                  "there is none of: expected 0 to 1, found " +
                  std::to_string(number)));
  }
}

TEST(PartitionTest, WhatTheFunctionThrowsNamesStepAndElementAndWhatFollowsIsNotItsOwn) {
  EXPECT_THAT(FailureOf([&](Pipeline& p) {
                p | Create("Numbers", {7}) | Partition("Halves", 2, [](int) -> int {
                  throw Error(ErrorCode::kDataLoss, "unreadable");
                });
              }),
              HasSubstr("step \"Halves\" failed on element 7: unreadable"));
  EXPECT_THAT(
      FailureOf([&](Pipeline& p) {
        auto parts = p | Create("Numbers", {7}) | Partition("Halves", 2, [](int) { return 1; });
        parts[1] | Map("Later", [](int) -> int { throw Error(ErrorCode::kDataLoss, "late"); });
      }),
      HasSubstr("step \"Later\" failed on element 7: late"));
}

TEST(PartitionTest, CountsForItsOwnStep) {
  Pipeline p;
  auto parts =
      p | Create("Numbers", {1, 2, 3}) | Partition("Halves", 2, [seen = Counter("seen")](int n) {
        seen.Increment();
        return n % 2;
      });
  const PipelineResult result = direct::RunPipeline(p);
  EXPECT_EQ((result.metrics.counters.at({"Halves", "seen"})), 3);
}

TEST(PartitionTest, MakesAtLeastOne) {
  EXPECT_THAT(RefusalOf([](Pipeline& p) {
                p | Create("One", {1}) | Partition("None", 0, [](int) { return 0; });
              }),
              HasSubstr("\"None\", found 0"));
}

TEST(LogElementsTest, ShowsElementsAndPassesThemOn) {
  Pipeline p;
  auto out = Collect(
      "Out",
      p | Create("Words", {std::string("a\n"), std::string("b")}) |
          LogElements("Log", {.prefix = "word: ", .with_timestamp = true, .with_windows = true}));
  ::testing::internal::CaptureStderr();
  direct::RunPipeline(p, {.direct_num_workers = 1});
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("word: \"a\\n\", at -9223372036854775000 us, in the global window\n"));
  EXPECT_THAT(log, HasSubstr("word: \"b\", at "));
  EXPECT_THAT(out->values(), UnorderedElementsAre("a\n", "b"));
}

}  // namespace
}  // namespace beam::testing
