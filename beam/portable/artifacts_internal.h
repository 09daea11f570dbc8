#pragma once

#include <string>
#include <vector>

#include "org/apache/beam/model/pipeline/v1/beam_runner_api.pb.h"

namespace beam::portable {

/// The file at `path` as an artifact of an environment, under the name that the worker finds it by;
/// with its SHA-256, which takes reading it. Throws what reading a file does.
org::apache::beam::model::pipeline::v1::ArtifactInformation FileArtifact(
    const std::string& path, const std::string& staged_name);

/// Gives the files that the pipeline's environments need to the staging service at `endpoint`,
/// which asks for them; others are refused. Throws what the service fails with.
void StageArtifacts(const org::apache::beam::model::pipeline::v1::Pipeline& pipeline,
                    const std::string& endpoint, const std::string& staging_token);

}  // namespace beam::portable
