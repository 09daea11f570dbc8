#pragma once

#include <cstddef>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "beam/exec/element_type.h"
#include "beam/exec/grouping/grouping.h"
#include "beam/exec/operator.h"
#include "beam/exec/splittable/engine_splittable.h"
#include "beam/exec/splittable/splittable.h"
#include "beam/exec/stateful/stateful_traits.h"
#include "beam/pipeline/resource_hints.h"
#include "beam/windowing/timeline.h"
#include "beam/windowing/windowing.h"

namespace beam {

/// The primitive transforms that everything else is made of.
enum class Primitive { kImpulse, kParDo, kGroupByKey, kFlatten, kReshuffle };

/// A PCollection in the graph: an index into Graph::collections().
using CollectionId = std::size_t;

/// What a ParDo reads besides its input.
struct SideInputUse {
  std::size_t maker;        ///< The node that gathers it, in the embedded runner.
  CollectionId collection;  ///< What it is made of, for engines, which gather it themselves.
  bool by_key;              ///< Whether values are looked up by key.
};

/// One applied primitive transform.
struct Node {
  Primitive primitive;
  std::string label;  ///< Full and unique: "LoadAudio/Decode".
  std::source_location where;
  std::vector<CollectionId> inputs = {};
  std::vector<CollectionId> outputs = {};
  std::shared_ptr<const exec::OperatorFactory> operators = nullptr;  ///< Only of a ParDo.
  /// Only of a GroupByKey, and of a ParDo with state.
  std::shared_ptr<const exec::GroupingFactory> grouping = nullptr;
  /// Only of a ParDo with state or timers.
  std::shared_ptr<const exec::StatefulFields> stateful = nullptr;
  /// Only of a splittable ParDo, whose operators take elements with restrictions.
  std::shared_ptr<const exec::RestrictionOperatorFactory> restrictions = nullptr;
  /// The same for engines.
  std::shared_ptr<const exec::EngineSplittableFactory> splittable = nullptr;
  /// How its outputs are windowed; as its inputs are where this is null.
  std::shared_ptr<const Windowing> windowing = nullptr;
  /// How time goes for its outputs, if it reads a stream; as for its inputs where this is null.
  std::shared_ptr<const Timeline> timeline = nullptr;
  /// Their makers must be through with all of their input before this node gets any of its own.
  std::vector<SideInputUse> side_inputs = {};
  /// Its own, within those of the composites around it.
  ResourceHints resource_hints = {};
  /// Its DoFn has something done after bundles.
  bool requests_finalization = false;
  /// Gathers a side input, which engines do themselves.
  bool embedded_only = false;
};

/// What a runner knows of a PCollection.
struct Collection {
  std::size_t producer;  ///< Index of the node that outputs it.
  std::shared_ptr<const exec::ElementType> type;
  std::shared_ptr<const Windowing> windowing;
  std::shared_ptr<const Timeline> timeline = nullptr;  ///< Only of what comes from a stream.
};

/// The pipeline as data: nodes in the order of construction, so that inputs come before their
/// users.
class Graph {
 public:
  /// Opens a composite transform: labels until EndScope start with "label/", and `hints` hold for
  /// all nodes.
  void BeginScope(std::string_view label, std::source_location where,
                  const ResourceHints& hints = {});
  void EndScope();

  /// The full label of a node that has this one and would be added now.
  std::string FullLabel(std::string_view label) const { return scope_ + std::string(label); }

  /// Appends a node whose label is `node.label` inside the open scopes, with one output for each of
  /// `output_types`; returns its index. Refuses a label that is taken or empty, inputs that are
  /// windowed differently or come from different streams, and a GroupByKey whose trigger may lose
  /// data.
  std::size_t AddNode(Node node,
                      std::vector<std::shared_ptr<const exec::ElementType>> output_types);

  /// Says that the nodes from `first` on gather a side input.
  void MarkEmbeddedOnly(std::size_t first) {
    for (std::size_t i = first; i < nodes_.size(); ++i) nodes_[i].embedded_only = true;
  }

  /// Notes a reason, which names the transform, why the pipeline cannot run. Construction goes on,
  /// so that all reasons are told at once.
  void Refuse(std::string reason) { refusals_.push_back(std::move(reason)); }

  /// Throws invalid_argument with every reason of Refuse(), if there is one. A runner calls it
  /// before anything else.
  void CheckRunnable() const;

  const std::vector<Node>& nodes() const { return nodes_; }
  const std::vector<Collection>& collections() const { return collections_; }

 private:
  std::shared_ptr<const Windowing> WindowingOf(const Node& node);
  std::shared_ptr<const Timeline> TimelineOf(const Node& node);
  void CheckGrouping(const Node& node, const Windowing& windowing);
  /// False when the label is taken or empty, which is refused.
  bool ClaimLabel(const std::string& label, std::source_location where);

  std::vector<Node> nodes_;
  std::vector<Collection> collections_;
  std::unordered_map<std::string, std::source_location> labels_;
  /// A composite that is open.
  struct Scope {
    std::size_t outer_length;  ///< Of scope_ without it.
    ResourceHints hints;       ///< Its own, within the outer ones.
  };
  std::string scope_;
  std::vector<Scope> scopes_;
  std::vector<std::string> refusals_;
};

}  // namespace beam
