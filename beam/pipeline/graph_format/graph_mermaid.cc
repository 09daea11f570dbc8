#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "beam/pipeline/graph_format/graph_format.h"
#include "beam/pipeline/graph_format/graph_tree.h"

namespace beam {
namespace {

/// A quoted string of Mermaid. It has no backslash escapes: what could be taken for markup, HTML or
/// Markdown is written as a character code, "#34;".
std::string Quoted(std::string_view text) {
  constexpr std::string_view kMarkup = "\"#&<>[]{}()|`\\*_~;";
  std::string quoted = "\"";
  for (const char c : VisibleText(text)) {
    if (kMarkup.find(c) != std::string_view::npos) {
      quoted += "#" + std::to_string(static_cast<int>(c)) + ";";
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

using Brackets = std::pair<std::string_view, std::string_view>;

Brackets ShapeOf(Primitive primitive) {
  switch (primitive) {
    case Primitive::kImpulse:
      return {"((", "))"};
    case Primitive::kParDo:
      return {"[", "]"};
    case Primitive::kGroupByKey:
      return {"[\\", "/]"};
    case Primitive::kFlatten:
      return {"{{", "}}"};
    case Primitive::kReshuffle:
      return {"([", "])"};
  }
  return {"[", "]"};
}

void AppendParts(std::string& out, const Graph& graph, const GraphTree& tree,
                 const std::string& indent, std::size_t& subgraphs) {
  for (const GraphTree& part : tree.parts) {
    if (part.node.has_value()) {
      const Node& node = graph.nodes()[*part.node];
      const auto [open, close] = ShapeOf(node.primitive);
      out += indent + "n" + std::to_string(*part.node);
      out.append(open).append(Quoted(WithHints(part.name, node))).append(close).append("\n");
    } else {
      out += indent + "subgraph c" + std::to_string(subgraphs++) + "[" + Quoted(part.name) + "]\n";
      AppendParts(out, graph, part, indent + "  ", subgraphs);
      out += indent + "end\n";
    }
  }
}

}  // namespace

std::string GraphAsMermaid(const Graph& graph) {
  std::string out = "flowchart TB\n";
  std::size_t subgraphs = 0;
  AppendParts(out, graph, MakeGraphTree(graph), "  ", subgraphs);
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    for (const CollectionId input : graph.nodes()[i].inputs) {
      const Collection& collection = graph.collections()[input];
      const std::string type = TypeNameOf(collection);
      out += "  n" + std::to_string(collection.producer) + " -->";
      if (!type.empty()) out += "|" + Quoted(type) + "|";
      out += " n" + std::to_string(i) + "\n";
    }
  }
  return out;
}

}  // namespace beam
