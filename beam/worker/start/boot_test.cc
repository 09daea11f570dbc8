// What a worker process does before it serves: asks what it needs, and takes the program that was
// staged.

#include "beam/worker/start/boot.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "beam/base/error.h"
#include "beam/exec/step_error.h"
#include "beam/model/sha256.h"
#include "beam/model/urns_internal.h"
#include "beam/testing/temporary_folder.h"
#include "org/apache/beam/model/fn_execution/v1/beam_provision_api.grpc.pb.h"
#include "org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = org::apache::beam::model::fn_execution::v1;
namespace job = org::apache::beam::model::job_management::v1;
namespace pipeline = model::pipeline;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// An engine that starts one worker and has one file for it.
class Provider final : public fn::ProvisionService::Service,
                       public job::ArtifactRetrievalService::Service {
 public:
  Provider(std::string program, const std::string& hash) : program_(std::move(program)) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<fn::ProvisionService::Service*>(this));
    builder.RegisterService(static_cast<job::ArtifactRetrievalService::Service*>(this));
    server_ = builder.BuildAndStart();
    endpoint = "127.0.0.1:" + std::to_string(port);
    pipeline::ArtifactFilePayload file;
    file.set_path("wherever the engine has it");
    pipeline::ArtifactStagingToRolePayload role;
    role.set_staged_name("klay_beam_worker-" + hash);
    artifact_.set_type_urn(model::Urn(pipeline::StandardArtifacts::FILE));
    artifact_.set_type_payload(file.SerializeAsString());
    artifact_.set_role_urn(model::Urn(pipeline::StandardArtifacts::STAGING_TO));
    artifact_.set_role_payload(role.SerializeAsString());
  }
  ~Provider() override { server_->Shutdown(std::chrono::system_clock::now()); }
  Provider(const Provider&) = delete;
  Provider& operator=(const Provider&) = delete;

  grpc::Status GetProvisionInfo(grpc::ServerContext* context, const fn::GetProvisionInfoRequest*,
                                fn::GetProvisionInfoResponse* response) override {
    const auto id = context->client_metadata().find("worker_id");
    if (id == context->client_metadata().end() || id->second != "worker") {
      return {grpc::StatusCode::PERMISSION_DENIED, "who is it?"};
    }
    response->mutable_info()->mutable_artifact_endpoint()->set_url(endpoint);
    *response->mutable_info()->add_dependencies() = artifact_;
    return grpc::Status::OK;
  }

  grpc::Status ResolveArtifacts(grpc::ServerContext*, const job::ResolveArtifactsRequest* request,
                                job::ResolveArtifactsResponse* response) override {
    *response->mutable_replacements() = request->artifacts();
    return grpc::Status::OK;
  }

  grpc::Status GetArtifact(grpc::ServerContext*, const job::GetArtifactRequest*,
                           grpc::ServerWriter<job::GetArtifactResponse>* writer) override {
    constexpr std::size_t kChunk = 7;
    for (std::size_t at = 0; at < program_.size(); at += kChunk) {
      job::GetArtifactResponse chunk;
      chunk.set_data(program_.substr(at, kChunk));
      writer->Write(chunk);
    }
    return grpc::Status::OK;
  }

  std::string endpoint;

 private:
  const std::string program_;
  pipeline::ArtifactInformation artifact_;
  std::unique_ptr<grpc::Server> server_;
};

class BootTest : public ::testing::Test {
 protected:
  std::string HashOf(const std::string& bytes) {
    const std::string path = folder_.path() + "/hashed";
    std::ofstream(path) << bytes;
    return model::Sha256OfFile(path);
  }

  std::string ErrorOfBoot(const BootOptions& options) {
    try {
      Boot(options, {"worker"}, [](const auto&) { return nullptr; });
    } catch (...) {
      return exec::CurrentError().what();
    }
    return "none";
  }

  testing::TemporaryFolder folder_;
};

TEST_F(BootTest, AProgramWithAnotherHashIsNotExecuted) {
  const std::string expected(64, '0');
  const Provider provider("#!/bin/sh\nexit 0\n", expected);
  EXPECT_THAT(
      ErrorOfBoot({.id = "worker",
                   .provision_endpoint = provider.endpoint,
                   .semi_persist_dir = folder_.path()}),
      AllOf(HasSubstr("data_loss"), HasSubstr(expected), HasSubstr(HashOf("#!/bin/sh\nexit 0\n"))));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path() + "/klay_beam_staged"));
}

TEST_F(BootTest, TheStagedProgramTakesThisOnesPlace) {
  const std::string out = folder_.path() + "/out";
  const std::string script = "#!/bin/sh\necho \"$@\" >" + out + "\n";
  const std::string hash = HashOf(script);
  const Provider provider(script, hash);
  // Boot does not return: it runs in a process of its own.
  const std::string command =
      std::string(BOOT_CHILD) + " " + provider.endpoint + " " + folder_.path();
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 0);
  std::ifstream file(out);
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, "--id=worker --provision_endpoint=" + provider.endpoint);
  EXPECT_TRUE(
      std::filesystem::exists(folder_.path() + "/klay_beam_staged/" + "klay_beam_worker-" + hash));
}

TEST_F(BootTest, AWorkerWithoutAnEngineIsRefused) {
  EXPECT_THAT(ErrorOfBoot({.id = "worker"}), HasSubstr("--provision_endpoint"));
}

}  // namespace
}  // namespace beam::worker
