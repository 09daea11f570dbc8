#include "beam/pipeline/graph.h"

#include <algorithm>
#include <utility>

#include "beam/base/error.h"

namespace beam {
namespace {

std::string Text(std::source_location where) {
  return std::string(where.file_name()) + ":" + std::to_string(where.line());
}

}  // namespace

void Graph::BeginScope(std::string_view label, std::source_location where) {
  ClaimLabel(scope_ + std::string(label), where);
  scope_lengths_.push_back(scope_.size());
  scope_ += std::string(label) + "/";
}

void Graph::EndScope() {
  scope_.resize(scope_lengths_.back());
  scope_lengths_.pop_back();
}

std::size_t Graph::AddNode(Node node,
                           std::vector<std::shared_ptr<const exec::ElementType>> output_types) {
  node.label = scope_ + node.label;
  ClaimLabel(node.label, node.where);
  for (auto& type : output_types) {
    node.outputs.push_back(collections_.size());
    collections_.push_back({nodes_.size(), std::move(type)});
  }
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

void Graph::ClaimLabel(const std::string& label, std::source_location where) {
  const std::size_t last = label.rfind('/');
  if (label.empty() || last == label.size() - 1) {
    throw Error(ErrorCode::kInvalidArgument, "a transform has an empty label: at " + Text(where));
  }
  auto other = std::find_if(labels_.begin(), labels_.end(),
                            [&](const Label& used) { return used.label == label; });
  if (other != labels_.end()) {
    throw Error(ErrorCode::kInvalidArgument,
                "two transforms have the same label; give one of them another: \"" + label +
                    "\" at " + Text(other->where) + " and at " + Text(where));
  }
  labels_.push_back({label, where});
}

}  // namespace beam
