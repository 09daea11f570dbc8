#pragma once

#include <concepts>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/pipeline/label_at.h"
#include "beam/pipeline/pcollection.h"

namespace beam {

/// All elements of several PCollections of one type: `beam::Flatten("All", a, b)` or, for a number
/// known only at run time, `beam::Flatten("All", std::vector{a, b})`.
///
/// Throws invalid_argument when the vector is empty.
template <class T>
PCollection<T> Flatten(std::string label, const std::vector<PCollection<T>>& inputs,
                       std::source_location where = std::source_location::current()) {
  if (inputs.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "Flatten of no collections: \"" + label + "\"");
  }
  Node node{.primitive = Primitive::kFlatten, .label = std::move(label), .where = where};
  for (const PCollection<T>& input : inputs) node.inputs.push_back(input.id());
  return internal::AddNode<T>(inputs[0].pipeline(), std::move(node));
}

template <class T, class U, class... Rest>
PCollection<T> Flatten(const LabelAt& label, PCollection<T> first, PCollection<U> second,
                       PCollection<Rest>... rest) {
  constexpr bool kSameType = std::same_as<T, U> && (std::same_as<T, Rest> && ...);
  static_assert(kSameType, "beam::Flatten: the PCollections have different element types");
  if constexpr (kSameType) {
    return Flatten(label.text, std::vector<PCollection<T>>{first, second, rest...}, label.where);
  }
}

}  // namespace beam
