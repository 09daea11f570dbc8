#include "beam/testing/passert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/test_pipeline.h"

namespace beam::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// What the run of a pipeline with a false assertion throws.
std::string FailureOf(const std::function<void(PAssert<int>&)>& assert_numbers,
                      const std::vector<int>& numbers) {
  TestPipeline p;
  PAssert<int> assertion(p | Create("Numbers", numbers));
  assert_numbers(assertion);
  try {
    p.Run();
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

TEST(PAssert, HoldsForEqualElementsInAnyOrder) {
  RunEveryWay([](Pipeline& p) {
    auto numbers = p | Create("Numbers", {3, 1, 1});
    PAssert(numbers).ContainsInAnyOrder({1, 1, 3}).HasSize(3);
    PAssert(numbers | Filter("None", [](int) { return false; })).IsEmpty();
    PAssert(numbers).Satisfies([](const std::vector<int>& all) { EXPECT_EQ(all.size(), 3U); });
  });
}

TEST(PAssert, TellsWhatIsMissingAndWhatIsNotExpected) {
  const std::string failure = FailureOf(
      [](PAssert<int>& numbers) {
        numbers.ContainsInAnyOrder({1, 2, 2, 2});
      },
      {1, 1, 7});
  EXPECT_THAT(failure,
              AllOf(HasSubstr("passert_test.cc:"), HasSubstr("expected 4 elements, found 3\n"),
                    HasSubstr("missing:    2 (3 times)"), HasSubstr("unexpected: 1\n"),
                    HasSubstr("unexpected: 7")));
  EXPECT_THAT(FailureOf([](PAssert<int>& numbers) { numbers.IsEmpty(); }, {1}),
              HasSubstr("unexpected: 1"));
  EXPECT_THAT(FailureOf([](PAssert<int>& numbers) { numbers.HasSize(2); }, {1}),
              HasSubstr("expected 2 elements, found 1"));
}

TEST(PAssert, ALongDifferenceIsCut) {
  std::vector<int> numbers(100);
  for (int i = 0; i < 100; ++i) numbers[static_cast<std::size_t>(i)] = i;
  EXPECT_THAT(FailureOf([](PAssert<int>& actual) { actual.IsEmpty(); }, numbers),
              HasSubstr("unexpected: ... and 80 more"));
}

TEST(PAssert, WhatACheckThrowsFailsTheRun) {
  EXPECT_THAT(FailureOf(
                  [](PAssert<int>& numbers) {
                    numbers.Satisfies([](const std::vector<int>& all) {
                      throw std::runtime_error("not so: " + std::to_string(all[0]));
                    });
                  },
                  {5}),
              HasSubstr("not so: 5"));
}

TEST(PAssert, EveryFalseAssertionIsTold) {
  TestPipeline p;
  auto numbers = p | Create("Numbers", {1});
  PAssert(numbers).ContainsInAnyOrder({2});
  PAssert(numbers).ContainsInAnyOrder({3}).HasSize(9);
  try {
    p.Run();
    FAIL() << "false assertions held";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), AllOf(HasSubstr("missing:    2"), HasSubstr("missing:    3"),
                                       HasSubstr("expected 9 elements")));
  }
}

TEST(PAssert, LooksIntoOneWindow) {
  const auto in_seconds = [](std::int64_t from, std::int64_t to) {
    return Window{Timestamp{} + Seconds(from), Timestamp{} + Seconds(to)};
  };
  TestPipeline p;
  auto windowed = p | Create("Numbers", {1, 2, 11}) |
                  WithTimestamps("At", [](int n) { return Timestamp{} + Seconds(n); }) |
                  WindowInto("Tens", FixedWindows(Seconds(10)));
  PAssert(windowed).InWindow(in_seconds(0, 10)).ContainsInAnyOrder({1, 2});
  PAssert(windowed).InWindow(in_seconds(10, 20)).ContainsInAnyOrder({11});
  PAssert(windowed).InWindow(in_seconds(20, 30)).IsEmpty();
  p.Run();
  TestPipeline q;
  PAssert(q | Create("Numbers", {1})).InWindow(in_seconds(0, 10)).HasSize(1);
  EXPECT_THROW(q.Run(), Error);
}

TEST(TestPipeline, AFailedJobThrowsItsFailureAndChecksNothing) {
  TestPipeline p;
  PAssert(p | Create("Numbers", {1}) |
          Map("Fails", [](int) -> int { throw Error(ErrorCode::kDataLoss, "broken"); }))
      .IsEmpty();
  try {
    p.Run();
    FAIL() << "a failed job looked well";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
    EXPECT_THAT(error.message(), AllOf(HasSubstr("broken"), Not(HasSubstr("PAssert at"))));
  }
}

TEST(TestPipeline, SaysWhichWayFailed) {
  try {
    RunEveryWay([](Pipeline& p) { PAssert(p | Create("Numbers", {1})).IsEmpty(); });
    FAIL() << "a false assertion held";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("with --direct_num_workers=1 "));
  }
}

}  // namespace
}  // namespace beam::testing
