// Every case of reference/expected.json as a pipeline of ours: the outputs are those of Beam for
// Python, with timestamps, windows and panes, but for the differences that
// testing/reference_differences.cc names.

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "beam/direct/direct_runner.h"
#include "beam/direct/testing/reference_differences.h"
#include "beam/direct/testing/reference_pipeline.h"
#include "beam/testing/collect.h"

namespace beam::direct {
namespace {

using reference::Case;
using Lines = std::vector<std::string>;

const std::map<std::string, DirectOptions> kWays = {
    {"1 worker", {.direct_num_workers = 1}},
    {"4 workers", {.direct_num_workers = 4}},
    {"every edge encoded", {.direct_num_workers = 2, .direct_encode_every_edge = true}},
    {"on disk", {.direct_num_workers = 2, .direct_memory_limit = "1KB"}}};

Lines ExpectedOf(const Case& of_case) {
  Lines lines;
  for (const reference::Output& output : of_case.expected) lines.push_back(Line(output));
  std::sort(lines.begin(), lines.end());
  return lines;
}

/// The outputs, or the error.
struct Result {
  Lines lines;
  std::string error;
};

Result Run(const Case& of_case, const DirectOptions& options) {
  try {
    Pipeline p;
    auto out = testing::Collect("Out", reference::Build(p, of_case));
    const PipelineResult result = RunPipeline(p, options);
    if (result.error.has_value()) return {{}, result.error->what()};
    Lines lines = out->values();
    std::sort(lines.begin(), lines.end());
    return {lines, ""};
  } catch (const Error& error) {  // Of a pipeline that cannot be built.
    return {{}, error.what()};
  }
}

/// What only one of two sorted lists has.
std::string Difference(const Lines& expected, const Lines& found) {
  std::string text;
  auto only_in = [&](const Lines& a, const Lines& b, const char* title) {
    Lines only;
    std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only));
    for (const std::string& line : only) text += "\n  " + std::string(title) + line;
  };
  only_in(expected, found, "missing    ");
  only_in(found, expected, "unexpected ");
  return text;
}

void ExpectAsSaid(const Case& of_case) {
  const Lines expected = ExpectedOf(of_case);
  for (const auto& [way, options] : kWays) {
    const Result result = Run(of_case, options);
    EXPECT_EQ(!result.error.empty(), of_case.must_fail)
        << of_case.name << ", " << way << ": " << result.error;
    if (of_case.must_fail) continue;
    EXPECT_EQ(Difference(expected, result.lines), "") << of_case.name << ", " << way;
  }
}

TEST(Reference, OutputsArePythonsButForTheDifferencesThatAreNamed) {
  std::size_t same = 0;
  std::map<std::string, Lines> different;
  std::map<std::string, std::size_t> not_run;
  for (Case& of_case : reference::LoadCases()) {
    const std::string why_not_run = reference::WhyNotRun(of_case);
    if (!why_not_run.empty()) {
      ++not_run[why_not_run];
      std::cout << "not run: " << of_case.name << ": " << why_not_run << "\n";
      continue;
    }
    const Case pythons = of_case;
    const std::string reason = reference::ApplyDifference(of_case);
    if (reason.empty()) {
      ++same;
    } else {
      different[reason].push_back(of_case.name);
      EXPECT_TRUE(ExpectedOf(pythons) != ExpectedOf(of_case) ||
                  pythons.must_fail != of_case.must_fail)
          << "no difference any more: " << of_case.name;
    }
    ExpectAsSaid(of_case);
  }
  for (const auto& [reason, names] : different) {
    std::cout << "different: " << reason << ":";
    for (const std::string& name : names) std::cout << " " << name;
    std::cout << "\n";
  }
  std::cout << "reference: " << same << " cases as in Python\n";
  EXPECT_GT(same, 140U);
}

TEST(Reference, ADifferenceIsSeen) {
  EXPECT_EQ(Difference({"a", "b"}, {"b", "b", "c"}),
            "\n  missing    a\n  unexpected b\n  unexpected c");
}

}  // namespace
}  // namespace beam::direct
