#pragma once

#include <cstdint>
#include <string>

#include "beam/pipeline/pcollection.h"

namespace beam::testing {

/// What a random pipeline may not have where an engine in batch does not know it.
struct RandomPipelineOptions {
  bool triggers = true;
  bool panes = true;  ///< In the lines that it gives.
};

/// A random pipeline of all that the model has: windows, triggers, groups, combines, joins, side
/// inputs, state, timers, splittable DoFns, batches. The same for the same seed. Its result, a line
/// for each element of each branch with key, value, window, time and pane, is the same multiset
/// however it runs: what a differential test compares.
PCollection<std::string> RandomPipeline(Pipeline& pipeline, std::uint64_t seed,
                                        const RandomPipelineOptions& options = {});

}  // namespace beam::testing
