#include <grpcpp/grpcpp.h>

#include <cerrno>
#include <chrono>
#include <fstream>
#include <set>

#include "beam/base/error.h"
#include "beam/model/channel_internal.h"
#include "beam/model/sha256.h"
#include "beam/model/urns_internal.h"
#include "beam/portable/artifacts_internal.h"
#include "org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;
namespace job = org::apache::beam::model::job_management::v1;

constexpr std::size_t kChunkBytes = 1 << 20;

/// How long a job server may be away.
constexpr std::chrono::seconds kConnectPatience{30};

std::ifstream Open(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw ErrorFromErrno(errno, "cannot read the artifact " + path);
  return file;
}

/// Reads the next bytes of `file`; empty at its end.
std::string ReadChunk(std::ifstream& file, const std::string& path) {
  std::string chunk(kChunkBytes, '\0');
  file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
  if (file.bad()) throw ErrorFromErrno(errno, "cannot read the artifact " + path);
  chunk.resize(static_cast<std::size_t>(file.gcount()));
  return chunk;
}

/// The path of a file artifact.
std::string PathOf(const pipeline::ArtifactInformation& artifact) {
  pipeline::ArtifactFilePayload payload;
  if (artifact.type_urn() != model::Urn(pipeline::StandardArtifacts::FILE) ||
      !payload.ParseFromString(artifact.type_payload())) {
    throw Error(ErrorCode::kUnimplemented,
                "an artifact that is no file cannot be staged: " + artifact.type_urn());
  }
  return payload.path();
}

/// Answers what one staging service asks for.
class Stager {
 public:
  using Stream =
      grpc::ClientReaderWriter<job::ArtifactResponseWrapper, job::ArtifactRequestWrapper>;

  Stager(Stream& stream, std::set<std::string> paths) : stream_(stream), paths_(std::move(paths)) {}

  void Answer(const job::ArtifactRequestWrapper& request) {
    if (request.has_resolve_artifact()) {
      job::ArtifactResponseWrapper response;
      *response.mutable_resolve_artifact_response()->mutable_replacements() =
          request.resolve_artifact().artifacts();
      stream_.Write(response);
    } else {
      SendFile(PathOf(request.get_artifact().artifact()));
    }
  }

 private:
  void SendFile(const std::string& path) {
    if (!paths_.contains(path)) {
      throw Error(ErrorCode::kPermissionDenied,
                  "the staging service asked for a file that is none of the job's: " + path);
    }
    std::ifstream file = Open(path);
    std::string chunk;
    do {
      chunk = ReadChunk(file, path);
      job::ArtifactResponseWrapper response;
      response.set_is_last(chunk.empty());
      response.mutable_get_artifact_response()->set_data(chunk);
      stream_.Write(response);  // Where it cannot, the service has ended the stream and says why.
    } while (!chunk.empty());
  }

  Stream& stream_;
  const std::set<std::string> paths_;
};

}  // namespace

pipeline::ArtifactInformation FileArtifact(const std::string& path,
                                           const std::string& staged_name) {
  pipeline::ArtifactFilePayload file;
  file.set_path(path);
  file.set_sha256(model::Sha256OfFile(path));
  pipeline::ArtifactStagingToRolePayload role;
  role.set_staged_name(staged_name);
  pipeline::ArtifactInformation artifact;
  artifact.set_type_urn(model::Urn(pipeline::StandardArtifacts::FILE));
  artifact.set_type_payload(file.SerializeAsString());
  artifact.set_role_urn(model::Urn(pipeline::StandardArtifacts::STAGING_TO));
  artifact.set_role_payload(role.SerializeAsString());
  return artifact;
}

void StageArtifacts(const pipeline::Pipeline& proto, const std::string& endpoint,
                    const std::string& staging_token) {
  std::set<std::string> paths;
  for (const auto& [id, environment] : proto.components().environments()) {
    for (const auto& artifact : environment.dependencies()) paths.insert(PathOf(artifact));
  }
  const auto channel = model::Connect(endpoint);
  // How long staging may take nobody knows; that an attempt to connect fails is no reason to give
  // up.
  if (!channel->WaitForConnected(std::chrono::system_clock::now() + kConnectPatience)) {
    throw Error(ErrorCode::kUnavailable,
                "could not stage the job's files: nobody answers at " + endpoint);
  }
  const auto stub = job::ArtifactStagingService::NewStub(channel);
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  const auto stream = stub->ReverseArtifactRetrievalService(&context);
  job::ArtifactResponseWrapper hello;
  hello.set_staging_token(staging_token);
  stream->Write(hello);
  Stager stager(*stream, std::move(paths));
  job::ArtifactRequestWrapper request;
  try {
    while (stream->Read(&request)) stager.Answer(request);
  } catch (...) {
    context.TryCancel();
    while (stream->Read(&request)) {
    }
    stream->Finish();
    throw;
  }
  model::Check(stream->Finish(), "stage the job's files", endpoint);
}

}  // namespace beam::portable
