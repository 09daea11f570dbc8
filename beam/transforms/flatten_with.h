#pragma once

#include <functional>
#include <source_location>
#include <string>
#include <utility>

#include "beam/pipeline/flatten.h"
#include "beam/pipeline/map.h"

namespace beam {

/// The elements of the input and of others, in a chain of transforms:
///
///     words | beam::FlattenWith("All", more_words) | ...
template <class... T>
auto FlattenWith(LabelAt label, PCollection<T>... others) {
  return [label = std::move(label), ... others = std::move(others)]<class In>(
             PCollection<In> input) { return Flatten(label, input, others...); };
}

/// A range -> its items: `groups | beam::Values() | beam::FlattenIterables()`.
inline FlatMap<std::identity> FlattenIterables(
    std::string label = "FlattenIterables",
    std::source_location where = std::source_location::current()) {
  return {std::move(label), {}, where};
}

}  // namespace beam
