#include "beam/pipeline/graph.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/windowing/duration_text.h"

namespace beam {
namespace {

std::string Text(std::source_location where) {
  return std::string(where.file_name()) + ":" + std::to_string(where.line());
}

/// For the message that two windowings differ.
std::string Text(const Windowing& windowing) {
  return windowing.window_fn->Describe() + " with the trigger " + Describe(windowing.trigger);
}

/// How the groups of a collection with `windowing` are windowed.
std::shared_ptr<const Windowing> AfterGrouping(const std::shared_ptr<const Windowing>& windowing) {
  Trigger trigger = ContinuationOf(windowing->trigger);
  if (trigger == windowing->trigger) return windowing;
  auto continued = std::make_shared<Windowing>(*windowing);
  continued->trigger = std::move(trigger);
  return continued;
}

}  // namespace

void Graph::BeginScope(std::string_view label, std::source_location where,
                       const ResourceHints& hints) {
  const bool is_new = ClaimLabel(FullLabel(label), where);
  scopes_.push_back({scope_.size(), scopes_.empty() ? hints : hints.Within(scopes_.back().hints)});
  scope_ += std::string(label);
  // What is inside of a composite that is refused for its label has labels of its own all the same.
  if (!is_new) scope_ += " again " + std::to_string(refusals_.size());
  scope_ += '/';
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
  std::shared_ptr<const Windowing> windowing = WindowingOf(node);
  const std::shared_ptr<const Timeline> timeline = TimelineOf(node);
  if (node.primitive == Primitive::kGroupByKey) {
    CheckGrouping(node, *windowing);
    windowing = AfterGrouping(windowing);
  }
  for (auto& type : output_types) {
    node.outputs.push_back(collections_.size());
    collections_.push_back({nodes_.size(), std::move(type), windowing, timeline});
  }
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

void Graph::CheckRunnable() const {
  if (refusals_.empty()) return;
  if (refusals_.size() == 1) throw Error(ErrorCode::kInvalidArgument, refusals_[0]);
  std::string reasons;
  for (const std::string& refusal : refusals_) reasons += "\n- " + refusal;
  throw Error(
      ErrorCode::kInvalidArgument,
      "the pipeline cannot run, for " + std::to_string(refusals_.size()) + " reasons:" + reasons);
}

void Graph::CheckGrouping(const Node& node, const Windowing& windowing) {
  if (windowing.allowed_lateness < Duration{}) {
    Refuse("the lateness that is allowed in front of \"" + node.label + "\" at " +
           Text(node.where) + " is less than none: " + DurationText(windowing.allowed_lateness));
  }
  if (windowing.allow_unsafe_trigger) return;
  if (!MayLoseData(windowing.trigger, windowing.allowed_lateness)) return;
  Refuse("the trigger in front of \"" + node.label + "\" at " + Text(node.where) +
         " may finish while elements still come, which would be lost; put it into Repeatedly(), "
         "or say .allow_unsafe_trigger = true: found " +
         Describe(windowing.trigger));
}

std::shared_ptr<const Windowing> Graph::WindowingOf(const Node& node) {
  if (node.windowing != nullptr) return node.windowing;
  if (node.inputs.empty()) return std::make_shared<const Windowing>();
  const std::shared_ptr<const Windowing>& first = collections_[node.inputs[0]].windowing;
  for (const CollectionId input : node.inputs) {
    const std::string expected = Text(*first);
    const std::string found = Text(*collections_[input].windowing);
    if (expected == found) continue;
    Refuse("the inputs of \"" + node.label + "\" at " + Text(node.where) +
           " are windowed differently; put the same WindowInto before it: " + expected + ", " +
           found);
    break;
  }
  return first;
}

std::shared_ptr<const Timeline> Graph::TimelineOf(const Node& node) {
  std::shared_ptr<const Timeline> timeline = node.timeline;
  for (const CollectionId input : node.inputs) {
    const std::shared_ptr<const Timeline>& other = collections_[input].timeline;
    if (other == nullptr || other == timeline) continue;
    if (timeline != nullptr) {
      Refuse(
          "elements of two streams cannot meet, since nothing says which came first; make one "
          "stream of them: \"" +
          node.label + "\" at " + Text(node.where));
      break;
    }
    timeline = other;
  }
  return timeline;
}

bool Graph::ClaimLabel(const std::string& label, std::source_location where) {
  const std::size_t last = label.rfind('/');
  if (label.empty() || last == label.size() - 1) {
    Refuse("a transform has an empty label: at " + Text(where));
    return false;
  }
  const auto [other, is_new] = labels_.emplace(label, where);
  if (is_new) return true;
  Refuse("two transforms have the same label; give one of them another: \"" + label + "\" at " +
         Text(other->second) + " and at " + Text(where));
  return false;
}

}  // namespace beam
