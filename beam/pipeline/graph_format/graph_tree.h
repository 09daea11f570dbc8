#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "beam/pipeline/graph.h"

namespace beam {

/// A transform of the graph, or a composite: what lies under "A/" in the labels.
struct GraphTree {
  std::string name;                 ///< The label's last part; empty for the whole graph.
  std::optional<std::size_t> node;  ///< Index of the transform; nothing for a composite.
  std::vector<GraphTree> parts;     ///< Of a composite, in the order of construction.
};

/// The graph as a tree, whose root is a composite without a name.
GraphTree MakeGraphTree(const Graph& graph);

/// "GroupByKey"
std::string_view NameOf(Primitive primitive);

/// `name` with the node's resource hints, where it has any: "Load [cpu_count=4]".
std::string WithHints(std::string_view name, const Node& node);

/// The element type of a collection; empty when the graph does not know it.
std::string TypeNameOf(const Collection& collection);

/// `text` without control characters and broken UTF-8: "\n", "\t" and "\xHH" instead. A backslash
/// is left alone.
std::string VisibleText(std::string_view text);

}  // namespace beam
