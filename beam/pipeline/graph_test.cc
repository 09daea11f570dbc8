#include "beam/pipeline/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/window_into.h"

namespace beam {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Sum {
  int CreateAccumulator() const { return 0; }
  void AddInput(int& sum, int n) const { sum += n; }
  void MergeAccumulators(int& into, int other) const { into += other; }
  int ExtractOutput(int sum) const { return sum; }
};

int Same(const int& n) {
  return n;
}

TEST(Graph, ARepeatedLabelNamesBothPlaces) {
  Pipeline p;
  auto numbers = p | Create("Numbers", {1});
  const int first_line = __LINE__ + 1;
  numbers | Map("Same", Same);
  try {
    numbers | Map("Same", Same);
    p.graph().CheckRunnable();
    FAIL() << "the second \"Same\" was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    EXPECT_THAT(
        error.message(),
        AllOf(HasSubstr("\"Same\""), HasSubstr("graph_test.cc:" + std::to_string(first_line)),
              HasSubstr("graph_test.cc:" + std::to_string(first_line + 2))));
  }
}

TEST(Graph, AFlattenIsWhereItsLabelStands) {
  Pipeline p;
  auto numbers = p | Create("Numbers", {1});
  const int line = __LINE__ + 1;
  Flatten("Both", numbers, numbers);
  EXPECT_EQ(p.graph().nodes().back().where.line(), static_cast<unsigned>(line));
  EXPECT_THAT(p.graph().nodes().back().where.file_name(), HasSubstr("graph_test.cc"));
}

TEST(Graph, LabelsInsideACompositeStartWithItsLabel) {
  Pipeline p;
  auto numbers = p | Create("Numbers", {1});
  auto twice = [](PCollection<int> in) { return in | Map("Same", Same); };
  numbers | Composite("A", twice);
  numbers | Composite("B", twice);
  numbers | Map("Same", Same);
  std::vector<std::string> labels;
  for (const Node& node : p.graph().nodes()) labels.push_back(node.label);
  EXPECT_THAT(labels, ::testing::ElementsAre("Numbers/Impulse", "Numbers/Values",
                                             "Numbers/Reshuffle", "A/Same", "B/Same", "Same"));
}

TEST(Graph, AnEmptyLabelIsRefused) {
  Pipeline p;
  auto numbers = p | Create("Numbers", {1});
  EXPECT_NO_THROW(p.graph().CheckRunnable());
  numbers | Map("", Same);
  EXPECT_THROW(p.graph().CheckRunnable(), Error);
}

TEST(Graph, AllThatIsRefusedIsToldAtOnce) {
  Pipeline p;
  auto numbers = p | Create("Numbers", {1});
  numbers | Map("Same", Same);
  numbers | Map("Same", Same);
  auto tens = numbers | WindowInto("Tens", FixedWindows(Seconds(10)));
  Flatten("Mixed", numbers, tens);
  tens | CombineGlobally("Sum", Sum());
  const auto sessions = numbers | WindowInto("Visits", Sessions(Seconds(10)));
  AsIterable("Side", sessions);
  try {
    p.graph().CheckRunnable();
    FAIL() << "nothing was refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    EXPECT_THAT(error.message(),
                AllOf(HasSubstr("for 4 reasons:\n- "), HasSubstr("\"Same\""),
                      HasSubstr("\"Mixed\""), HasSubstr("\"Sum\""), HasSubstr("\"Side\"")));
  }
}

TEST(Graph, ACompositeWhoseLabelIsTakenIsOneReason) {
  Pipeline p;
  auto numbers = p | Create("Numbers", {1});
  auto twice = [](PCollection<int> in) { return in | Map("One", Same) | Map("Two", Same); };
  for (int i = 0; i < 3; ++i) numbers | Composite("A", twice);
  try {
    p.graph().CheckRunnable();
    FAIL() << "nothing was refused";
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("for 2 reasons:\n- two transforms have the same label"));
  }
}

TEST(Pipeline, HasOneAttachmentOfAType) {
  struct Report {
    int lines = 0;
  };
  Pipeline p;
  p.Attachment<Report>()->lines = 3;
  EXPECT_EQ(p.Attachment<Report>()->lines, 3);
}

}  // namespace
}  // namespace beam
