#include "beam/pipeline/exception_handling.h"

#include <gmock/gmock.h>

#include <atomic>

#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/collect.h"
#include "beam/transforms/testing/every_way.h"

namespace beam::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

int Parse(const std::string& text) {
  if (text.empty()) throw Error(ErrorCode::kDataLoss, "no number");
  return std::stoi(text);  // Throws std::invalid_argument.
}

TEST(ExceptionHandling, FailedElementsAreAnOutputOfTheirOwn) {
  EveryWay([](Pipeline& p) {
    auto [numbers, failed] = p | Create("Lines", std::vector<std::string>{"1", "", "x", "23"}) |
                             Composite("In", [](PCollection<std::string> lines) {
                               return lines | Map("Parse", Parse).WithExceptionHandling();
                             });
    auto good = Collect("Good", numbers);
    auto bad = Collect("Bad", failed | Map("Text", [](const FailedElement<std::string>& f) {
                                return Describe(f);
                              }));
    return [good, bad] {
      EXPECT_THAT(good->values(), UnorderedElementsAre(1, 23));
      EXPECT_THAT(bad->values(),
                  UnorderedElementsAre(
                      R"({element: "", step: "In/Parse", code: "data_loss", message: "no number"})",
                      R"({element: "x", step: "In/Parse", code: "internal", )"
                      R"(message: "std::invalid_argument: stoi"})"));
    };
  });
}

TEST(ExceptionHandling, WhatWasEmittedBeforeTheFailureIsForgotten) {
  struct EmitThenThrow {
    int started = 0;
    void StartBundle() { ++started; }
    void Process(int n, Emitter<int>& out, Emitter<std::string>& text) {
      out(n);
      text("n");
      if (n % 2 == 1) throw Error(ErrorCode::kInvalidArgument, "odd");
      out(n);
    }
    void FinishBundle(Emitter<int>& out, Emitter<std::string>&) {
      if (started == 0) out(-1);
    }
  };
  EveryWay([](Pipeline& p) {
    auto [numbers, texts, failed] = p | Create("Numbers", {1, 2, 3, 4}) |
                                    ParDo("Emit", EmitThenThrow()).WithExceptionHandling();
    auto out = Collect("Out", numbers);
    auto text = Collect("Text", texts);
    auto odd = Collect(
        "Odd", failed | Map("Element", [](const FailedElement<int>& f) { return f.element; }));
    return [=] {
      EXPECT_THAT(out->values(), UnorderedElementsAre(2, 2, 4, 4));
      EXPECT_THAT(text->values(), UnorderedElementsAre("n", "n"));
      EXPECT_THAT(odd->values(), UnorderedElementsAre(1, 3));
    };
  });
}

TEST(ExceptionHandling, WhatLaterStepsThrowIsNotCaught) {
  EXPECT_THAT(FailureOf([](Pipeline& p) {
                auto [same, failed] = p | Create("One", {1}) |
                                      Map("Same", [](int n) { return n; }).WithExceptionHandling();
                same | Map("Later", [](int) -> int { throw Error(ErrorCode::kDataLoss, "late"); });
              }),
              HasSubstr("step \"Later\" failed on element 1: late"));
}

TEST(ExceptionHandling, AStepWithoutOutputsHasTheFailedOnesAlone) {
  struct Ends {
    void Process(const int& n) const {
      if (n == 2) throw 5;
    }
  };
  EveryWay([](Pipeline& p) {
    auto failed = p | Create("Numbers", {1, 2}) |
                  ParDo("End", Ends()).WithExceptionHandling({.threshold = 0.5});
    auto out = Collect(
        "Out", failed | Map("Message", [](const FailedElement<int>& f) { return f.message; }));
    return [out] { EXPECT_THAT(out->values(), UnorderedElementsAre("exception of type int")); };
  });
}

TEST(ExceptionHandling, ErrorsThatMayPassAreRetriedNotCaught) {
  Pipeline p;
  auto left = std::make_shared<std::atomic<int>>(2);
  auto flaky = [left](int n) {
    if (left->fetch_sub(1) > 0) throw Error(ErrorCode::kUnavailable, "try again");
    return n;
  };
  auto [good, failed] =
      p | Create("One", {1}) | Map("Flaky", flaky).WithExceptionHandling({.threshold = 0});
  auto out = Collect("Out", good);
  auto none = Collect("None", failed);
  EXPECT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_THAT(out->values(), UnorderedElementsAre(1));
  EXPECT_TRUE(none->values().empty());
}

TEST(ExceptionHandling, ReadsSideInputsAndKeepsFilters) {
  EveryWay([](Pipeline& p) {
    auto limit = AsSingleton("Limit", p | Create("Three", {3}));
    auto below = [limit](int n) {
      if (n == 0) throw Error(ErrorCode::kInvalidArgument, "zero");
      return n < *limit;
    };
    auto [kept, failed] = p | Create("Numbers", {0, 1, 2, 3, 4}) |
                          Filter("Below", below).WithSideInputs(limit).WithExceptionHandling();
    auto out = Collect("Out", kept);
    auto bad = Collect("Bad", failed);
    return [=] {
      EXPECT_THAT(out->values(), UnorderedElementsAre(1, 2));
      ASSERT_EQ(bad->values().size(), 1U);
      EXPECT_EQ(bad->values()[0].message, "zero");
    };
  });
}

void FailOddOnes(Pipeline& p, double threshold) {
  auto throws = [](int n) {
    if (n % 2 == 1) throw Error(ErrorCode::kInvalidArgument, "odd");
    return std::vector<int>{n};
  };
  p | Create("Numbers", {1, 2, 4, 6}) |
      WithTimestamps("At", [](int n) { return Timestamp{} + Seconds(n); }) |
      WindowInto("Tens", FixedWindows(Seconds(5))) |
      FlatMap("Even", throws).WithExceptionHandling({.threshold = threshold});
}

TEST(ExceptionHandling, TheJobFailsWhenMoreThanTheThresholdOfAWindowFails) {
  EXPECT_EQ(FailureOf([](Pipeline& p) { FailOddOnes(p, 0.5); }), "no failure");
  // One of three in the window [0, 5); a quarter of all.
  EXPECT_THAT(FailureOf([](Pipeline& p) { FailOddOnes(p, 0.3); }),
              HasSubstr("too many elements failed at step \"Even\": 1 of 3, more than a share of "
                        "0.3"));
  EXPECT_THAT(RefusalOf([](Pipeline& p) { FailOddOnes(p, 1.5); }),
              HasSubstr("a share from 0 to 1: \"Even\", found 1.5"));
}

}  // namespace
}  // namespace beam::testing
