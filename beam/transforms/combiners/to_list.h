#pragma once

#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/pipeline/combine/combine.h"

namespace beam {

/// All values in a vector, in no order.
template <class T>
struct ToListFn {
  std::vector<T> CreateAccumulator() const { return {}; }
  void AddInput(std::vector<T>& list, const T& value) const { list.push_back(value); }
  void MergeAccumulators(std::vector<T>& into, const std::vector<T>& other) const {
    into.insert(into.end(), other.begin(), other.end());
  }
  std::vector<T> ExtractOutput(const std::vector<T>& list) const { return list; }
};

/// ToListFn for any type of value.
struct ToListCombineFn {
  template <class T>
  ToListFn<T> For() const {
    return {};
  }
};

/// T -> one std::vector<T> of all elements, in no order; it must fit into memory.
///
///     words | beam::ToList()
inline CombineGlobally<ToListCombineFn> ToList(
    std::string label = "ToList", std::source_location where = std::source_location::current()) {
  return {std::move(label), ToListCombineFn(), where};
}

}  // namespace beam
