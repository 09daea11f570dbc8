#include "beam/pipeline/graph_format/graph_format.h"

namespace beam {

std::string FormatGraph(const Graph& graph, GraphFormat format) {
  switch (format) {
    case GraphFormat::kDot:
      return GraphAsDot(graph);
    case GraphFormat::kMermaid:
      return GraphAsMermaid(graph);
    case GraphFormat::kText:
      break;
  }
  return GraphAsText(graph);
}

}  // namespace beam
