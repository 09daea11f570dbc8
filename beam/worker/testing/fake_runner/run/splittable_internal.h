#pragma once

#include <string>
#include <vector>

#include "beam/model/urns_internal.h"

namespace beam::fake_runner {

/// Puts three transforms in the place of a splittable ParDo: one that pairs elements with their
/// restrictions, one that splits these, and one that processes the parts, which keeps the ParDo's
/// id. The ids of what stands there now; a transform that is no splittable ParDo stays as it is.
std::vector<std::string> TakeApart(model::pipeline::Components& components, const std::string& id);

/// Whether it is the last of these three, the one that does the work.
bool IsProcessOfSplittable(const model::pipeline::PTransform& transform);

}  // namespace beam::fake_runner
