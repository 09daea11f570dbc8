#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "beam/pipeline/graph.h"

namespace beam {

template <class View>
class SideInput;

namespace internal {

/// What the graph knows of a side input.
struct SideInputNode {
  SideInputUse use = {};
  /// The nodes that may read it, and which of their side inputs it is.
  std::map<std::size_t, std::size_t> readers = {};
};

}  // namespace internal

/// The part of ParDo, Map, FlatMap and Filter that declares which side inputs their functions read:
/// `beam::Map("Share", [total](double x) { return x / *total; }).WithSideInputs(total)`.
template <class Transform>
class ReadsSideInputs {
 public:
  /// The same transform, which starts when `side_inputs` are complete and may read them.
  template <class... View>
  Transform WithSideInputs(const SideInput<View>&... side_inputs) const {
    Transform transform = static_cast<const Transform&>(*this);
    (transform.side_inputs_.push_back(side_inputs.node()), ...);
    return transform;
  }

 protected:
  /// `other`, which may then read what this may.
  template <class Other>
  Other WithSameSideInputs(Other other) const {
    other.side_inputs_ = side_inputs_;
    return other;
  }

  bool HasSideInputs() const { return !side_inputs_.empty(); }

  std::vector<SideInputUse> SideInputUses() const {
    std::vector<SideInputUse> uses;
    for (const auto& side_input : side_inputs_) uses.push_back(side_input->use);
    return uses;
  }

  void RegisterReader(std::size_t node) const {
    for (std::size_t i = 0; i < side_inputs_.size(); ++i) side_inputs_[i]->readers.emplace(node, i);
  }

 private:
  template <class>
  friend class ReadsSideInputs;

  std::vector<std::shared_ptr<internal::SideInputNode>> side_inputs_;
};

}  // namespace beam
