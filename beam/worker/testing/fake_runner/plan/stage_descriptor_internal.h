#pragma once

#include <string>
#include <vector>

#include "beam/model/fn_internal.h"
#include "beam/worker/testing/fake_runner/plan/plan_internal.h"
#include "beam/worker/testing/fake_runner/run/timers_internal.h"

namespace beam::fake_runner {

/// The transform of a descriptor that a bundle's elements are sent to.
inline constexpr char kSourceId[] = "source";

/// The transform of a descriptor that sends the elements of an output back.
std::string SinkIdOf(const std::string& collection);

/// What a worker is told of a stage: its transforms, with a source and sinks at the data service of
/// `endpoint`, where its state and timers are, too.
model::fn::ProcessBundleDescriptor DescriptorOf(const model::pipeline::Components& components,
                                                const Stage& stage, const std::string& id,
                                                const std::string& endpoint);

/// The timers of the stage's first transform, which alone may have any.
std::vector<TimerFamily> TimerFamiliesOf(const model::pipeline::Components& components,
                                         const Stage& stage);

}  // namespace beam::fake_runner
