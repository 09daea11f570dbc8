#pragma once

#include <functional>
#include <string>

#include "beam/model/urns_internal.h"
#include "org/apache/beam/model/job_management/v1/beam_artifact_api.pb.h"

namespace beam::fake_runner {

/// One end of the stream on which an engine asks a launcher for the files of a job.
struct StagingStream {
  using Response = org::apache::beam::model::job_management::v1::ArtifactResponseWrapper;
  using Request = org::apache::beam::model::job_management::v1::ArtifactRequestWrapper;

  std::function<bool(Response&)> read;
  std::function<bool(const Request&)> write;
};

/// Fetches all files that the pipeline's environments need, and compares them with the SHA-256 that
/// they are announced with. They are not kept: the workers of a pool are there already. Throws
/// data_loss for a file with other bytes, and unavailable when the launcher hangs up.
void FetchArtifacts(const model::pipeline::Pipeline& pipeline, const StagingStream& stream);

}  // namespace beam::fake_runner
