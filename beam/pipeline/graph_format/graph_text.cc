#include <algorithm>
#include <cstddef>
#include <string>

#include "beam/pipeline/graph_format/graph_format.h"
#include "beam/pipeline/graph_format/graph_tree.h"

namespace beam {
namespace {

constexpr std::size_t kIndent = 2;

bool IsRead(const Graph& graph, CollectionId id) {
  return std::any_of(graph.nodes().begin(), graph.nodes().end(), [&](const Node& node) {
    return std::find(node.inputs.begin(), node.inputs.end(), id) != node.inputs.end();
  });
}

std::string TypeText(const Collection& collection) {
  const std::string type = TypeNameOf(collection);
  return type.empty() ? "" : ": " + VisibleText(type);
}

/// "Split, output 1: int"; the number only where there are several.
std::string InputText(const Graph& graph, CollectionId id) {
  const Collection& collection = graph.collections()[id];
  const Node& producer = graph.nodes()[collection.producer];
  std::string text = VisibleText(producer.label);
  if (producer.outputs.size() > 1) {
    const auto output = std::find(producer.outputs.begin(), producer.outputs.end(), id);
    text += ", output " + std::to_string(output - producer.outputs.begin());
  }
  return text + TypeText(collection);
}

void AppendNode(std::string& out, const Graph& graph, const Node& node, const std::string& indent) {
  for (const CollectionId input : node.inputs) {
    out += indent + "<- " + InputText(graph, input) + "\n";
  }
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    if (IsRead(graph, node.outputs[i])) continue;
    out += indent + "-> nobody reads output " + std::to_string(i) +
           TypeText(graph.collections()[node.outputs[i]]) + "\n";
  }
}

void AppendParts(std::string& out, const Graph& graph, const GraphTree& tree, std::size_t depth) {
  const std::string indent(depth * kIndent, ' ');
  for (const GraphTree& part : tree.parts) {
    out += indent + VisibleText(part.name);
    if (part.node.has_value()) {
      const Node& node = graph.nodes()[*part.node];
      out += " [" + std::string(NameOf(node.primitive)) + "]";
      out += VisibleText(WithHints("", node)) + "\n";
      AppendNode(out, graph, node, indent + std::string(kIndent, ' '));
    } else {
      out += "/\n";
      AppendParts(out, graph, part, depth + 1);
    }
  }
}

}  // namespace

std::string GraphAsText(const Graph& graph) {
  std::string out;
  AppendParts(out, graph, MakeGraphTree(graph), 0);
  return out;
}

}  // namespace beam
