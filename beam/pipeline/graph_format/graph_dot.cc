#include <cstddef>
#include <string>
#include <string_view>

#include "beam/pipeline/graph_format/graph_format.h"
#include "beam/pipeline/graph_format/graph_tree.h"

namespace beam {
namespace {

/// A quoted string of DOT. Its labels take backslashes for escapes, and & for the start of an
/// HTML entity.
std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : VisibleText(text)) {
    if (c == '&') {
      quoted += "&amp;";
      continue;
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string_view ShapeOf(Primitive primitive) {
  switch (primitive) {
    case Primitive::kImpulse:
      return "circle";
    case Primitive::kParDo:
      return "box";
    case Primitive::kGroupByKey:
      return "invtrapezium";
    case Primitive::kFlatten:
      return "invtriangle";
    case Primitive::kReshuffle:
      return "cds";
  }
  return "box";
}

void AppendParts(std::string& out, const Graph& graph, const GraphTree& tree,
                 const std::string& indent, std::size_t& clusters) {
  for (const GraphTree& part : tree.parts) {
    if (part.node.has_value()) {
      const Node& node = graph.nodes()[*part.node];
      out += indent + "n" + std::to_string(*part.node) +
             " [label=" + Quoted(WithHints(part.name, node)) +
             ", shape=" + std::string(ShapeOf(node.primitive)) + "];\n";
    } else {
      out += indent + "subgraph cluster_" + std::to_string(clusters++) + " {\n";
      out += indent + "  label=" + Quoted(part.name) + ";\n";
      AppendParts(out, graph, part, indent + "  ", clusters);
      out += indent + "}\n";
    }
  }
}

}  // namespace

std::string GraphAsDot(const Graph& graph) {
  std::string out = "digraph pipeline {\n";
  std::size_t clusters = 0;
  AppendParts(out, graph, MakeGraphTree(graph), "  ", clusters);
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    for (const CollectionId input : graph.nodes()[i].inputs) {
      const Collection& collection = graph.collections()[input];
      out += "  n" + std::to_string(collection.producer) + " -> n" + std::to_string(i);
      const std::string type = TypeNameOf(collection);
      if (!type.empty()) out += " [label=" + Quoted(type) + "]";
      out += ";\n";
    }
  }
  return out + "}\n";
}

}  // namespace beam
