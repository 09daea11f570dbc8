#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/pipeline/pcollection.h"

namespace beam {

/// The same elements, dealt out anew: what follows runs on all workers, however few made them.
class Reshuffle {
 public:
  explicit Reshuffle(std::string label = "Reshuffle",
                     std::source_location where = std::source_location::current())
      : label_(std::move(label)), where_(where) {}

  template <class T>
  PCollection<T> operator()(PCollection<T> input) const {
    return internal::AddNode<T>(input.pipeline(), {.primitive = Primitive::kReshuffle,
                                                   .label = label_,
                                                   .where = where_,
                                                   .inputs = {input.id()}});
  }

 private:
  std::string label_;
  std::source_location where_;
};

}  // namespace beam
