#include "beam/worker/testing/fake_runner/job/artifact_staging_internal.h"

#include <fstream>
#include <vector>

#include "beam/base/error.h"
#include "beam/model/sha256.h"
#include "beam/testing/temporary_folder.h"

namespace beam::fake_runner {
namespace {

namespace pipeline = model::pipeline;

/// Asks the launcher; its first answer.
StagingStream::Response Ask(const StagingStream& stream, const StagingStream::Request& request) {
  StagingStream::Response response;
  if (stream.write(request) && stream.read(response)) return response;
  throw Error(ErrorCode::kUnavailable, "the launcher hung up while its files were staged");
}

void Fetch(const pipeline::ArtifactInformation& artifact, const std::string& path,
           const StagingStream& stream) {
  StagingStream::Request request;
  *request.mutable_get_artifact()->mutable_artifact() = artifact;
  std::ofstream file(path, std::ios::binary);
  StagingStream::Response response = Ask(stream, request);
  while (true) {
    file << response.get_artifact_response().data();
    if (response.is_last()) break;
    if (!stream.read(response)) {
      throw Error(ErrorCode::kUnavailable, "the launcher hung up in the middle of a file");
    }
  }
  file.close();
  pipeline::ArtifactFilePayload announced;
  announced.ParseFromString(artifact.type_payload());
  const std::string found = model::Sha256OfFile(path);
  if (found == announced.sha256()) return;
  throw Error(ErrorCode::kDataLoss,
              "a staged file has other bytes than announced: " + announced.path() + ": expected " +
                  announced.sha256() + ", found " + found);
}

}  // namespace

void FetchArtifacts(const pipeline::Pipeline& pipeline, const StagingStream& stream) {
  const testing::TemporaryFolder folder;
  std::size_t num_files = 0;
  for (const auto& [id, environment] : pipeline.components().environments()) {
    if (environment.dependencies().empty()) continue;
    StagingStream::Request request;
    *request.mutable_resolve_artifact()->mutable_artifacts() = environment.dependencies();
    const StagingStream::Response resolved = Ask(stream, request);
    for (const auto& artifact : resolved.resolve_artifact_response().replacements()) {
      Fetch(artifact, folder.path() + "/" + std::to_string(num_files++), stream);
    }
  }
}

}  // namespace beam::fake_runner
