#include "beam/pipeline/graph_fingerprint.h"

#include <cstdint>

#include "beam/base/hash.h"

namespace beam {
namespace {

/// Nothing of one part can be taken for the beginning of the next.
void Add(std::string& text, const std::string& part) {
  text += std::to_string(part.size()) + ":" + part;
}

std::string CoderOf(const Collection& collection) {
  return collection.type == nullptr ? "" : collection.type->coder().Describe();
}

}  // namespace

std::string FingerprintOf(const Graph& graph) {
  std::string text;
  for (const Node& node : graph.nodes()) {
    Add(text, node.label);
    Add(text, std::to_string(static_cast<int>(node.primitive)));
    for (const CollectionId input : node.inputs) Add(text, std::to_string(input));
    for (const CollectionId output : node.outputs) {
      Add(text, CoderOf(graph.collections()[output]));
    }
  }
  constexpr char kHex[] = "0123456789abcdef";
  std::string digits;
  const std::uint64_t hash = HashOf(text);
  for (int shift = 60; shift >= 0; shift -= 4) digits += kHex[hash >> shift & 15];
  return digits;
}

}  // namespace beam
