#include "beam/worker/start/boot.h"

#include <grpcpp/grpcpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "beam/base/error.h"
#include "beam/model/channel_internal.h"
#include "beam/model/sha256.h"
#include "beam/model/urns_internal.h"
#include "beam/worker/harness.h"
#include "beam/worker/start/provision_internal.h"
#include "beam/worker/worker_id_internal.h"
#include "org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace job = org::apache::beam::model::job_management::v1;
namespace pipeline = model::pipeline;

/// Set for the program that Boot executes, so that it does not fetch itself again.
constexpr char kBootedVariable[] = "KLAY_BEAM_BOOTED";

constexpr std::string_view kBinaryPrefix = "klay_beam_worker-";

void FillFrom(const pipeline::ApiServiceDescriptor& service, std::string& endpoint) {
  if (endpoint.empty()) endpoint = service.url();
}

std::string StagedName(const pipeline::ArtifactInformation& artifact) {
  pipeline::ArtifactStagingToRolePayload role;
  if (artifact.role_urn() != model::Urn(pipeline::StandardArtifacts::STAGING_TO) ||
      !role.ParseFromString(artifact.role_payload())) {
    return "";
  }
  return role.staged_name();
}

/// The job's program among what the engine has for the worker.
std::optional<pipeline::ArtifactInformation> FindBinary(const fn::ProvisionInfo& info) {
  for (const auto& artifact : info.dependencies()) {
    if (StagedName(artifact).starts_with(kBinaryPrefix)) return artifact;
  }
  return std::nullopt;
}

/// The hash that the job's program must have.
std::string HashOf(const pipeline::ArtifactInformation& artifact) {
  return StagedName(artifact).substr(kBinaryPrefix.size());
}

pipeline::ArtifactInformation Resolved(job::ArtifactRetrievalService::Stub& stub,
                                       const BootOptions& options,
                                       const pipeline::ArtifactInformation& artifact) {
  grpc::ClientContext context;
  SetWorkerId(context, options.id);
  job::ResolveArtifactsRequest request;
  *request.add_artifacts() = artifact;
  job::ResolveArtifactsResponse response;
  model::Check(stub.ResolveArtifacts(&context, request, &response), "find the job's program",
               options.artifact_endpoint);
  if (response.replacements_size() != 1) {
    throw Error(ErrorCode::kInternal, "the engine has not one program of the job but " +
                                          std::to_string(response.replacements_size()));
  }
  return response.replacements(0);
}

void Fetch(const BootOptions& options, const pipeline::ArtifactInformation& artifact,
           const std::string& path) {
  const auto stub =
      job::ArtifactRetrievalService::NewStub(model::Connect(options.artifact_endpoint));
  job::GetArtifactRequest request;
  *request.mutable_artifact() = Resolved(*stub, options, artifact);
  grpc::ClientContext context;
  SetWorkerId(context, options.id);
  const auto stream = stub->GetArtifact(&context, request);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  job::GetArtifactResponse chunk;
  while (stream->Read(&chunk)) file << chunk.data();
  model::Check(stream->Finish(), "fetch the job's program", options.artifact_endpoint);
  file.close();
  if (!file) throw ErrorFromErrno(errno, "cannot write the job's program to " + path);
}

/// Where the job's program lies once it is fetched and checked; another worker may have done that.
std::string FetchChecked(const BootOptions& options, const pipeline::ArtifactInformation& artifact,
                         const std::string& hash) {
  const auto folder = std::filesystem::path(options.semi_persist_dir) / "klay_beam_staged";
  std::filesystem::create_directories(folder);
  std::string target = folder / (std::string(kBinaryPrefix) + hash);
  if (std::filesystem::exists(target) && model::Sha256OfFile(target) == hash) return target;
  const std::string fresh = target + "." + std::to_string(getpid());
  Fetch(options, artifact, fresh);
  const std::string found = model::Sha256OfFile(fresh);
  if (found != hash) {
    std::filesystem::remove(fresh);
    throw Error(ErrorCode::kDataLoss, "the job's program was not staged whole: expected SHA-256 " +
                                          hash + ", found " + found);
  }
  if (chmod(fresh.c_str(), 0700) != 0) {
    throw ErrorFromErrno(errno, "cannot make the job's program executable: " + fresh);
  }
  std::filesystem::rename(fresh, target);
  return target;
}

[[noreturn]] void Execute(const std::string& program, const std::vector<std::string>& command) {
  std::vector<char*> argv;
  for (const std::string& part : command) argv.push_back(const_cast<char*>(part.c_str()));
  argv.push_back(nullptr);
  setenv(kBootedVariable, "1", /*overwrite=*/1);
  execv(program.c_str(), argv.data());
  throw ErrorFromErrno(errno, "cannot execute the job's program " + program);
}

}  // namespace

std::string WorkerBinaryName(const std::string& program) {
  return std::string(kBinaryPrefix) + model::Sha256OfFile(program);
}

void Boot(BootOptions options, const std::vector<std::string>& command, BuildPipeline build) {
  std::set<std::string> capabilities;
  if (!options.provision_endpoint.empty()) {
    const fn::ProvisionInfo info = Provision(options.provision_endpoint, options.id);
    FillFrom(info.control_endpoint(), options.control_endpoint);
    FillFrom(info.logging_endpoint(), options.logging_endpoint);
    FillFrom(info.artifact_endpoint(), options.artifact_endpoint);
    FillFrom(info.status_endpoint(), options.status_endpoint);
    capabilities.insert(info.runner_capabilities().begin(), info.runner_capabilities().end());
    const auto binary = FindBinary(info);
    if (binary.has_value() && std::getenv(kBootedVariable) == nullptr) {
      const std::string hash = HashOf(*binary);
      if (hash != model::Sha256OfFile("/proc/self/exe")) {
        Execute(FetchChecked(options, *binary, hash), command);
      }
    }
  }
  if (options.control_endpoint.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "a worker needs --provision_endpoint or --control_endpoint");
  }
  RunHarness({.worker_id = options.id,
              .control_endpoint = options.control_endpoint,
              .logging_endpoint = options.logging_endpoint,
              .status_endpoint = options.status_endpoint,
              .runner_capabilities = std::move(capabilities),
              .temp_folder = options.semi_persist_dir},
             std::move(build));
}

}  // namespace beam::worker
