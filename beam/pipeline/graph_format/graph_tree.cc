#include "beam/pipeline/graph_format/graph_tree.h"

#include <algorithm>

#include "beam/base/reflection/type_name.h"
#include "beam/base/utf8.h"

namespace beam {
namespace {

GraphTree& CompositeNamed(GraphTree& parent, std::string_view name) {
  auto found = std::find_if(parent.parts.begin(), parent.parts.end(), [&](const GraphTree& part) {
    return !part.node.has_value() && part.name == name;
  });
  if (found != parent.parts.end()) return *found;
  parent.parts.push_back({std::string(name), std::nullopt, {}});
  return parent.parts.back();
}

}  // namespace

GraphTree MakeGraphTree(const Graph& graph) {
  GraphTree root;
  for (std::size_t i = 0; i < graph.nodes().size(); ++i) {
    GraphTree* parent = &root;
    std::string_view rest = graph.nodes()[i].label;
    for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
         slash = rest.find('/')) {
      parent = &CompositeNamed(*parent, rest.substr(0, slash));
      rest.remove_prefix(slash + 1);
    }
    parent->parts.push_back({std::string(rest), i, {}});
  }
  return root;
}

std::string_view NameOf(Primitive primitive) {
  switch (primitive) {
    case Primitive::kImpulse:
      return "Impulse";
    case Primitive::kParDo:
      return "ParDo";
    case Primitive::kGroupByKey:
      return "GroupByKey";
    case Primitive::kFlatten:
      return "Flatten";
    case Primitive::kReshuffle:
      return "Reshuffle";
  }
  return "transform";
}

std::string WithHints(std::string_view name, const Node& node) {
  const std::string hints = node.resource_hints.Describe();
  return std::string(name) + (hints.empty() ? "" : " [" + hints + "]");
}

std::string TypeNameOf(const Collection& collection) {
  return collection.type == nullptr ? "" : TypeName(collection.type->type());
}

std::string VisibleText(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string visible;
  for (const char c : PrintableUtf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      visible += "\\n";
    } else if (c == '\t') {
      visible += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      visible += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    } else {
      visible += c;
    }
  }
  return visible;
}

}  // namespace beam
