#pragma once

#include <string>

#include "beam/pipeline/graph.h"

/// A graph for people to look at: each transform once, inside the composites that its label names,
/// with the element types on the way. Control characters and bytes that are no UTF-8 are shown as
/// "\n" and "\xHH" in every format.
namespace beam {

enum class GraphFormat { kDot, kMermaid, kText };

/// An indented tree: under each transform its inputs, and its outputs that nobody reads.
///
///     Numbers/
///       Impulse [Impulse]
///       Values [ParDo]
///         <- Numbers/Impulse: beam::Bytes
std::string GraphAsText(const Graph& graph);

/// A digraph in the language of Graphviz; composites are clusters.
std::string GraphAsDot(const Graph& graph);

/// A flowchart in the language of Mermaid; composites are subgraphs.
std::string GraphAsMermaid(const Graph& graph);

/// One of the three.
std::string FormatGraph(const Graph& graph, GraphFormat format);

}  // namespace beam
