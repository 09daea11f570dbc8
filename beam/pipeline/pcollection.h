#pragma once

#include <concepts>
#include <functional>
#include <utility>

#include "beam/base/make_as.h"
#include "beam/coders/coders.h"
#include "beam/pipeline/pipeline.h"

namespace beam {

/// A collection of T in a pipeline under construction: a handle, cheap to copy. Transforms are
/// applied to it with `|`; a transform is anything that can be called with it.
template <class T>
class PCollection {
  static_assert(
      HasCoder<T>,
      "beam::PCollection: this element type has no Coder; make it a plain struct of types "
      "that have one, or specialise beam::Coder for it");

 public:
  using Element = T;

  PCollection(Pipeline& pipeline, CollectionId id) : pipeline_(&pipeline), id_(id) {}

  Pipeline& pipeline() const { return *pipeline_; }
  CollectionId id() const { return id_; }
  /// How it is windowed.
  std::shared_ptr<const Windowing> windowing() const {
    return pipeline_->graph().collections()[id_].windowing;
  }
  /// How time goes for it, if it comes from a stream; otherwise null.
  std::shared_ptr<const Timeline> timeline() const {
    return pipeline_->graph().collections()[id_].timeline;
  }

 private:
  Pipeline* pipeline_;
  CollectionId id_;
};

/// Applies `transform`.
template <class T, class Transform>
auto operator|(PCollection<T> input, Transform&& transform) {
  static_assert(std::invocable<Transform, PCollection<T>>,
                "beam: this transform does not take a PCollection of this element type");
  if constexpr (std::invocable<Transform, PCollection<T>>) {
    return std::invoke(std::forward<Transform>(transform), std::move(input));
  }
}

namespace internal {

template <class>
inline constexpr bool kIsPCollection = false;
template <class T>
inline constexpr bool kIsPCollection<PCollection<T>> = true;

/// Appends a node with one output of type T.
template <class T>
PCollection<T> AddNode(Pipeline& pipeline, Node&& node) {
  const std::size_t index = pipeline.graph().AddNode(
      std::move(node), {MakeSharedAs<const exec::ElementType, exec::TypedElementType<T>>()});
  return PCollection<T>(pipeline, pipeline.graph().nodes()[index].outputs[0]);
}

}  // namespace internal
}  // namespace beam
