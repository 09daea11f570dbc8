#pragma once

#include <string>
#include <vector>

#include "beam/model/urns_internal.h"

namespace beam::fake_runner {

/// Transforms that a worker runs together on the elements of one PCollection: a ParDo, and those
/// behind it that need nothing but what is put out before them.
struct Stage {
  std::string input;                      ///< The PCollection.
  std::vector<std::string> transforms;    ///< Their ids; the first one takes the input.
  std::vector<std::string> outputs = {};  ///< The PCollections that others read.
  std::string environment;
};

/// What is done in one go, of the whole input.
struct Step {
  enum class Kind { kImpulse, kFlatten, kGroupByKey, kReshuffle, kStage };

  Kind kind = Kind::kStage;
  std::string transform;  ///< The first one of a stage.
  Stage stage = {};
};

/// A pipeline as it is run.
struct Plan {
  model::pipeline::Components components;  ///< With splittable DoFns taken apart.
  std::vector<Step> steps;                 ///< Each after those that it needs.
};

/// Throws unimplemented, with all reasons, for a pipeline that this engine cannot run.
void CheckSupported(const model::pipeline::Pipeline& pipeline);

/// Plans a pipeline that passes CheckSupported.
Plan MakePlan(const model::pipeline::Pipeline& pipeline);

/// The transforms of the pipeline that are made of no others.
std::vector<std::string> LeavesOf(const model::pipeline::Pipeline& pipeline);

/// What a ParDo, or a part of a splittable one, says of itself.
model::pipeline::ParDoPayload ParDoOf(const model::pipeline::PTransform& transform);

/// The tag of a ParDo's main input: the one that is no side input.
std::string MainTagOf(const model::pipeline::PTransform& transform);

}  // namespace beam::fake_runner
