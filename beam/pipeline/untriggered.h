#pragma once

#include <memory>
#include <source_location>
#include <utility>

#include "beam/pipeline/pcollection.h"

namespace beam::internal {

/// The same elements without their trigger, for what takes a window whole: side inputs, files.
template <class T>
PCollection<T> Untriggered(PCollection<T> input, std::source_location where) {
  if (input.windowing()->trigger.kind == Trigger::Kind::kDefault) return input;
  auto windowing = std::make_shared<Windowing>(*input.windowing());
  windowing->trigger = {};
  return AddNode<T>(input.pipeline(), {.primitive = Primitive::kFlatten,
                                       .label = "Untriggered",
                                       .where = where,
                                       .inputs = {input.id()},
                                       .windowing = std::move(windowing)});
}

}  // namespace beam::internal
