#include "beam/pipeline/graph.h"

#include <utility>

#include "beam/base/error.h"

namespace beam {
namespace {

std::string Text(std::source_location where) {
  return std::string(where.file_name()) + ":" + std::to_string(where.line());
}

}  // namespace

void Graph::BeginScope(std::string_view label, std::source_location where,
                       const ResourceHints& hints) {
  ClaimLabel(FullLabel(label), where);
  scopes_.push_back({scope_.size(), scopes_.empty() ? hints : hints.Within(scopes_.back().hints)});
  scope_ += std::string(label) + "/";
}

void Graph::EndScope() {
  scope_.resize(scopes_.back().outer_length);
  scopes_.pop_back();
}

std::size_t Graph::AddNode(Node node,
                           std::vector<std::shared_ptr<const exec::ElementType>> output_types) {
  node.label = FullLabel(node.label);
  if (!scopes_.empty()) node.resource_hints = node.resource_hints.Within(scopes_.back().hints);
  ClaimLabel(node.label, node.where);
  const std::shared_ptr<const Windowing> windowing = WindowingOf(node);
  for (auto& type : output_types) {
    node.outputs.push_back(collections_.size());
    collections_.push_back({nodes_.size(), std::move(type), windowing});
  }
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

std::shared_ptr<const Windowing> Graph::WindowingOf(const Node& node) const {
  if (node.windowing != nullptr) return node.windowing;
  if (node.inputs.empty()) return std::make_shared<const Windowing>();
  const std::shared_ptr<const Windowing>& first = collections_[node.inputs[0]].windowing;
  for (const CollectionId input : node.inputs) {
    const std::string expected = first->window_fn->Describe();
    const std::string found = collections_[input].windowing->window_fn->Describe();
    if (expected == found) continue;
    throw Error(ErrorCode::kInvalidArgument,
                "the inputs of \"" + node.label + "\" at " + Text(node.where) +
                    " are windowed differently; put the same WindowInto before it: " + expected +
                    ", " + found);
  }
  return first;
}

void Graph::ClaimLabel(const std::string& label, std::source_location where) {
  const std::size_t last = label.rfind('/');
  if (label.empty() || last == label.size() - 1) {
    throw Error(ErrorCode::kInvalidArgument, "a transform has an empty label: at " + Text(where));
  }
  const auto [other, is_new] = labels_.emplace(label, where);
  if (!is_new) {
    throw Error(ErrorCode::kInvalidArgument,
                "two transforms have the same label; give one of them another: \"" + label +
                    "\" at " + Text(other->second) + " and at " + Text(where));
  }
}

}  // namespace beam
