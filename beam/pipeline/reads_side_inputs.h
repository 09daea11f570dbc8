#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace beam {

template <class View>
class SideInput;

namespace internal {

/// What the graph knows of a side input.
struct SideInputNode {
  std::size_t maker = 0;               ///< The node that gathers it.
  std::set<std::size_t> readers = {};  ///< The nodes that may read it.
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

  std::vector<std::size_t> SideInputNodes() const {
    std::vector<std::size_t> nodes;
    for (const auto& side_input : side_inputs_) nodes.push_back(side_input->maker);
    return nodes;
  }

  void RegisterReader(std::size_t node) const {
    for (const auto& side_input : side_inputs_) side_input->readers.insert(node);
  }

 private:
  template <class>
  friend class ReadsSideInputs;

  std::vector<std::shared_ptr<internal::SideInputNode>> side_inputs_;
};

}  // namespace beam
