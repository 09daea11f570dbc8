#pragma once

#include "beam/coders/model/window_coder.h"
#include "beam/windowing/windowing.h"
#include "org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h"

namespace beam::portable {

/// Beam's message of a windowing, but for the ids of its window coder and environment. Throws
/// unimplemented for what it cannot say: a window function of one's own, and times of less than a
/// millisecond.
org::apache::beam::model::pipeline::v1::WindowingStrategy ToProto(const Windowing& windowing);

}  // namespace beam::portable
