#pragma once

#include <optional>
#include <string>

#include "beam/coders/model/window_coder.h"
#include "beam/model/fn_internal.h"

namespace beam::worker {

/// The coder of windows with that id in the descriptor. Throws unimplemented for one that is not
/// Beam's own.
WindowCoder WindowCoderOf(const model::fn::ProcessBundleDescriptor& descriptor,
                          const std::string& id);

/// How an engine sends, or gets, the elements of one PCollection.
struct Port {
  std::string endpoint;
  std::string value_coder_id;
  WindowCoder window_coder;
};

/// The port of a source or sink.
Port PortOf(const model::fn::ProcessBundleDescriptor& descriptor,
            const model::pipeline::PTransform& transform);

}  // namespace beam::worker
