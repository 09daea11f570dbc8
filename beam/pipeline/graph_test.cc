#include "beam/pipeline/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/map.h"

namespace beam {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

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
  EXPECT_THROW(p | Create("", {1}), Error);
  auto numbers = p | Create("Numbers", {1});
  EXPECT_THROW(numbers | Map("", Same), Error);
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
