#include "beam/pipeline/graph_format/graph_format.h"

#include <gtest/gtest.h>

#include "beam/pipeline/composite.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/flatten.h"
#include "beam/pipeline/group_by_key.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/par_do.h"

namespace beam {
namespace {

struct Split {
  void Process(const int& n, Emitter<int>& even, Emitter<int>& odd, Emitter<std::string>& rest) {
    (n % 2 == 0 ? even : odd)(n);
    rest("");
  }
};

/// A composite with a composite in it, several outputs, of which one is not read, and a Flatten.
void Build(Pipeline& p) {
  auto numbers = p | Create("Numbers", {1, 2});
  auto all = numbers | Composite("Parity", [](PCollection<int> in) {
               auto [even, odd, rest] = in | ParDo("Split", Split());
               auto negated = odd | Composite("Odd", [](PCollection<int> n) {
                                return n | Map("Negate", [](const int& i) { return -i; });
                              });
               return Flatten("All", even, negated);
             });
  all | Map("Key", [](const int& n) { return KV<std::string, int>{"", n}; }) | GroupByKey("Group");
}

TEST(GraphAsText, IsATreeWithInputs) {
  Pipeline p;
  Build(p);
  EXPECT_EQ(GraphAsText(p.graph()), R"(Numbers/
  Impulse [Impulse]
  Values [ParDo]
    <- Numbers/Impulse: beam::Bytes
  Reshuffle [Reshuffle]
    <- Numbers/Values: int
Parity/
  Split [ParDo]
    <- Numbers/Reshuffle: int
    -> nobody reads output 2: std::string
  Odd/
    Negate [ParDo]
      <- Parity/Split, output 1: int
  All [Flatten]
    <- Parity/Split, output 0: int
    <- Parity/Odd/Negate: int
Key [ParDo]
  <- Parity/All: int
Group [GroupByKey]
  <- Key: beam::KV<std::string, int>
  -> nobody reads output 0: beam::KV<std::string, beam::Iterable<int>>
)");
}

TEST(GraphAsDot, HasAClusterForEachComposite) {
  Pipeline p;
  Build(p);
  EXPECT_EQ(GraphAsDot(p.graph()), R"(digraph pipeline {
  subgraph cluster_0 {
    label="Numbers";
    n0 [label="Impulse", shape=circle];
    n1 [label="Values", shape=box];
    n2 [label="Reshuffle", shape=cds];
  }
  subgraph cluster_1 {
    label="Parity";
    n3 [label="Split", shape=box];
    subgraph cluster_2 {
      label="Odd";
      n4 [label="Negate", shape=box];
    }
    n5 [label="All", shape=invtriangle];
  }
  n6 [label="Key", shape=box];
  n7 [label="Group", shape=invtrapezium];
  n0 -> n1 [label="beam::Bytes"];
  n1 -> n2 [label="int"];
  n2 -> n3 [label="int"];
  n3 -> n4 [label="int"];
  n3 -> n5 [label="int"];
  n4 -> n5 [label="int"];
  n5 -> n6 [label="int"];
  n6 -> n7 [label="beam::KV<std::string, int>"];
}
)");
}

TEST(GraphAsMermaid, HasASubgraphForEachComposite) {
  Pipeline p;
  Build(p);
  EXPECT_EQ(GraphAsMermaid(p.graph()), R"(flowchart TB
  subgraph c0["Numbers"]
    n0(("Impulse"))
    n1["Values"]
    n2(["Reshuffle"])
  end
  subgraph c1["Parity"]
    n3["Split"]
    subgraph c2["Odd"]
      n4["Negate"]
    end
    n5{{"All"}}
  end
  n6["Key"]
  n7[\"Group"/]
  n0 -->|"beam::Bytes"| n1
  n1 -->|"int"| n2
  n2 -->|"int"| n3
  n3 -->|"int"| n4
  n3 -->|"int"| n5
  n4 -->|"int"| n5
  n5 -->|"int"| n6
  n6 -->|"beam::KV#60;std::string, int#62;"| n7
)");
}

/// One Impulse with the given label.
std::string Formatted(GraphFormat format, std::string label) {
  Pipeline p;
  p | Impulse(std::move(label));
  return FormatGraph(p.graph(), format);
}

TEST(FormatGraph, EscapesLabels) {
  const std::string label = "a\"b\\c[d]\n<é&日>#\x01\xff";
  EXPECT_EQ(Formatted(GraphFormat::kText, label),
            "a\"b\\c[d]\\n<é&日>#\\x01\\xff [Impulse]\n"
            "  -> nobody reads output 0: beam::Bytes\n");
  EXPECT_EQ(Formatted(GraphFormat::kDot, label),
            "digraph pipeline {\n"
            R"(  n0 [label="a\"b\\c[d]\\n<é&amp;日>#\\x01\\xff", shape=circle];)"
            "\n}\n");
  EXPECT_EQ(Formatted(GraphFormat::kMermaid, label),
            "flowchart TB\n"
            R"(  n0(("a#34;b#92;c#91;d#93;#92;n#60;é#38;日#62;#35;#92;x01#92;xff")))"
            "\n");
}

TEST(FormatGraph, TellsATransformFromACompositeOfThatName) {
  Pipeline p;
  p | Impulse("A");
  p | Impulse("A/B");
  EXPECT_EQ(GraphAsText(p.graph()),
            "A [Impulse]\n"
            "  -> nobody reads output 0: beam::Bytes\n"
            "A/\n"
            "  B [Impulse]\n"
            "    -> nobody reads output 0: beam::Bytes\n");
}

TEST(FormatGraph, AnEmptyGraphIsValid) {
  const Graph graph;
  EXPECT_EQ(FormatGraph(graph, GraphFormat::kText), "");
  EXPECT_EQ(FormatGraph(graph, GraphFormat::kDot), "digraph pipeline {\n}\n");
  EXPECT_EQ(FormatGraph(graph, GraphFormat::kMermaid), "flowchart TB\n");
}

}  // namespace
}  // namespace beam
