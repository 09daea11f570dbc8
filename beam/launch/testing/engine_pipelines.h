#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "beam/pipeline/pcollection.h"

namespace beam::testing {

/// A pipeline that must give the same lines wherever it runs.
struct EnginePipeline {
  std::string name;
  std::function<PCollection<std::string>(Pipeline&)> build;
  bool puts_off = false;  ///< Whether a function of it puts work off.
};

/// One for each part of the model.
std::vector<EnginePipeline> NamedEnginePipelines();

/// RandomPipeline with that seed, without triggers: what they make depends on when an engine looks.
/// `panes`: with panes in its lines.
EnginePipeline RandomEnginePipeline(std::uint64_t seed, bool panes);

}  // namespace beam::testing
