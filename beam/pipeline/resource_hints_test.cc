#include "beam/pipeline/resource_hints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/pipeline/create.h"
#include "beam/pipeline/graph_format/graph_format.h"
#include "beam/pipeline/map.h"

namespace beam {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kGb = std::int64_t{1} << 30;

int Same(const int& n) {
  return n;
}

ResourceHints HintsOf(const Pipeline& p, const std::string& label) {
  for (const Node& node : p.graph().nodes()) {
    if (node.label == label) return node.resource_hints;
  }
  return {.accelerator = "no such node"};
}

TEST(ResourceHints, TheInnerAcceleratorAndTheGreaterNumbersHold) {
  Pipeline p;
  auto inner = [](PCollection<int> in) {
    return in | Map("Model", Same).WithResourceHints({.min_ram_bytes = kGb, .accelerator = "t4"}) |
           Filter("Kept", [](int) { return true; }).WithResourceHints({.cpu_count = 8}) |
           Map("Rest", Same);
  };
  auto outer = [&](PCollection<int> in) {
    return in | Composite("Inner", inner).WithResourceHints({.min_ram_bytes = 2 * kGb});
  };
  p | Create("Numbers", {1}) |
      Composite("Outer", outer).WithResourceHints({.accelerator = "a100", .cpu_count = 4}) |
      Map("After", Same);
  EXPECT_EQ(HintsOf(p, "Outer/Inner/Model"), (ResourceHints{2 * kGb, "t4", 4}));
  EXPECT_EQ(HintsOf(p, "Outer/Inner/Kept"), (ResourceHints{2 * kGb, "a100", 8}));
  EXPECT_EQ(HintsOf(p, "Outer/Inner/Rest"), (ResourceHints{2 * kGb, "a100", 4}));
  EXPECT_EQ(HintsOf(p, "After"), ResourceHints());
}

TEST(ResourceHints, AreKeptByTheOtherSettings) {
  Pipeline p;
  p | Create("Numbers", {1}) |
      FlatMap("Twice",
              [](int n) {
                return std::vector{n, n};
              })
          .WithResourceHints({.cpu_count = 2})
          .WithResourceHints({.min_ram_bytes = 5})
          .WithSideInputs()
          .WithExceptionHandling();
  EXPECT_EQ(HintsOf(p, "Twice"), (ResourceHints{.min_ram_bytes = 5, .cpu_count = 2}));
}

TEST(ResourceHints, ShowInEveryPrintedGraph) {
  Pipeline p;
  p | Impulse() |
      Map("Model", [](const Bytes&) {
        return 1;
      }).WithResourceHints({.min_ram_bytes = 8, .accelerator = "type:\"t4\"", .cpu_count = 4});
  EXPECT_THAT(GraphAsText(p.graph()),
              HasSubstr("Model [ParDo] [min_ram_bytes=8, accelerator=type:\"t4\", cpu_count=4]\n"));
  EXPECT_THAT(GraphAsText(p.graph()), HasSubstr("Impulse [Impulse]\n"));
  EXPECT_THAT(GraphAsDot(p.graph()),
              HasSubstr(R"("Model [min_ram_bytes=8, accelerator=type:\"t4\", cpu_count=4]")"));
  EXPECT_THAT(GraphAsMermaid(p.graph()), HasSubstr("Model #91;min#95;ram#95;bytes=8"));
}

TEST(ResourceHints, ThatMakeNoSenseAreRefused) {
  const Map same("Same", Same);
  EXPECT_THROW(same.WithResourceHints({.min_ram_bytes = 0}), Error);
  EXPECT_THROW(same.WithResourceHints({.cpu_count = -1}), Error);
  EXPECT_THROW(same.WithResourceHints({.accelerator = ""}), Error);
}

}  // namespace
}  // namespace beam
