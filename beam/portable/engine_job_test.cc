// The launcher's side of the Job API, against a job server of the test's.

#include "beam/portable/engine_job.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>

#include "beam/base/error.h"
#include "beam/model/sha256.h"
#include "beam/model/urns_internal.h"
#include "beam/pipeline/create.h"
#include "beam/testing/temporary_folder.h"
#include "org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h"
#include "org/apache/beam/model/job_management/v1/beam_job_api.grpc.pb.h"

namespace beam::portable {
namespace {

namespace job = org::apache::beam::model::job_management::v1;
namespace pipeline = model::pipeline;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// A job server that ends its one job as the test says.
class FakeJobServer final : public job::JobService::Service,
                            public job::ArtifactStagingService::Service {
 public:
  FakeJobServer() {
    grpc::ServerBuilder builder;
    int port = 0;
    // By number: Debian's c-ares leaks a few bytes with each name that it resolves.
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<job::JobService::Service*>(this));
    builder.RegisterService(static_cast<job::ArtifactStagingService::Service*>(this));
    server_ = builder.BuildAndStart();
    endpoint = "127.0.0.1:" + std::to_string(port);
  }
  ~FakeJobServer() override { server_->Shutdown(std::chrono::system_clock::now()); }
  FakeJobServer(const FakeJobServer&) = delete;
  FakeJobServer& operator=(const FakeJobServer&) = delete;

  grpc::Status Prepare(grpc::ServerContext* context, const job::PrepareJobRequest* request,
                       job::PrepareJobResponse* response) override {
    while (hangs_at_prepare && !context->IsCancelled()) std::this_thread::yield();
    if (!refusal.empty()) return {grpc::StatusCode::UNIMPLEMENTED, refusal};
    prepared = *request;
    response->set_preparation_id("preparation");
    response->set_staging_session_token("token");
    response->mutable_artifact_staging_endpoint()->set_url(endpoint);
    return grpc::Status::OK;
  }

  grpc::Status ReverseArtifactRetrievalService(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<job::ArtifactRequestWrapper, job::ArtifactResponseWrapper>* stream)
      override {
    job::ArtifactResponseWrapper response;
    stream->Read(&response);
    EXPECT_EQ(response.staging_token(), "token");
    for (const auto& [id, environment] : prepared.pipeline().components().environments()) {
      for (const auto& artifact : environment.dependencies()) {
        job::ArtifactRequestWrapper request;
        *request.mutable_get_artifact()->mutable_artifact() =
            asks_for.has_value() ? *asks_for : artifact;
        stream->Write(request);
        do {
          if (!stream->Read(&response)) return grpc::Status::CANCELLED;
          staged += response.get_artifact_response().data();
        } while (!response.is_last());
      }
    }
    return grpc::Status::OK;
  }

  grpc::Status Run(grpc::ServerContext*, const job::RunJobRequest* request,
                   job::RunJobResponse* response) override {
    EXPECT_EQ(request->preparation_id(), "preparation");
    response->set_job_id("job");
    return grpc::Status::OK;
  }

  grpc::Status GetMessageStream(grpc::ServerContext*, const job::JobMessagesRequest*,
                                grpc::ServerWriter<job::JobMessagesResponse>* writer) override {
    for (const std::string& text : errors) {
      job::JobMessagesResponse response;
      response.mutable_message_response()->set_message_text(text);
      response.mutable_message_response()->set_importance(job::JobMessage::JOB_MESSAGE_ERROR);
      writer->Write(response);
    }
    return grpc::Status::OK;
  }

  grpc::Status GetStateStream(grpc::ServerContext* context, const job::GetJobStateRequest*,
                              grpc::ServerWriter<job::JobStateEvent>* writer) override {
    job::JobStateEvent event;
    event.set_state(job::JobState::RUNNING);
    writer->Write(event);
    if (hangs_up) return {grpc::StatusCode::UNAVAILABLE, "the power is off"};
    while (waits_for_cancel && !is_cancelled) std::this_thread::yield();
    while (metrics_calls < waits_for_metrics_calls) std::this_thread::yield();
    while (ignores_cancel && !context->IsCancelled()) std::this_thread::yield();
    event.set_state(end);
    writer->Write(event);
    return grpc::Status::OK;
  }

  grpc::Status Cancel(grpc::ServerContext*, const job::CancelJobRequest*,
                      job::CancelJobResponse*) override {
    is_cancelled = true;
    return grpc::Status::OK;
  }

  grpc::Status GetJobMetrics(grpc::ServerContext*, const job::GetJobMetricsRequest*,
                             job::GetJobMetricsResponse*) override {
    if (++metrics_calls <= metrics_failures) return {grpc::StatusCode::UNAVAILABLE, "too busy"};
    return grpc::Status::OK;
  }

  std::string endpoint;
  job::PrepareJobRequest prepared;
  std::string refusal;
  std::string staged;
  std::optional<pipeline::ArtifactInformation> asks_for;
  std::vector<std::string> errors;
  job::JobState::Enum end = job::JobState::DONE;
  bool hangs_up = false;
  bool waits_for_cancel = false;
  bool ignores_cancel = false;
  bool hangs_at_prepare = false;
  int metrics_failures = 0;         ///< So many calls fail at first.
  int waits_for_metrics_calls = 0;  ///< The job ends after so many.
  std::atomic<int> metrics_calls = 0;
  std::atomic<bool> is_cancelled = false;

 private:
  std::unique_ptr<grpc::Server> server_;
};

class EngineJobTest : public ::testing::Test {
 protected:
  EngineJobTest() { pipeline_ | Create("Numbers", {1, 2, 3}); }

  PipelineResult Run(const RunHooks& hooks = {}) {
    job_.endpoint = server_.endpoint;
    return RunOnEngine(pipeline_, job_, hooks);
  }
  std::string ErrorOf() {
    try {
      Run();
    } catch (const Error& error) {
      return error.what();
    }
    return "none";
  }

  testing::TemporaryFolder folder_;
  Pipeline pipeline_;
  FakeJobServer server_;
  EngineJob job_{.endpoint = "", .name = "count", .environment_config = "localhost:1"};
};

TEST_F(EngineJobTest, AJobThatEndsWellIsDone) {
  job_.options = {{"parallelism", "2"}};
  EXPECT_EQ(Run().state, JobState::kDone);
  EXPECT_EQ(server_.prepared.job_name(), "count");
  EXPECT_EQ(
      server_.prepared.pipeline_options().fields().at("beam:option:parallelism:v1").string_value(),
      "2");
  EXPECT_EQ(server_.prepared.pipeline().components().environments().at("e0").urn(),
            "beam:env:external:v1");
}

TEST_F(EngineJobTest, AJobThatFailsSaysWhy) {
  server_.end = job::JobState::FAILED;
  server_.errors = {"something", "step \"Load\" failed"};
  const PipelineResult result = Run();
  EXPECT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(), HasSubstr("step \"Load\" failed"));
}

TEST_F(EngineJobTest, WhoeverWantsToStopCancelsTheJob) {
  server_.waits_for_cancel = true;
  server_.end = job::JobState::CANCELLED;
  RunHooks hooks;
  hooks.cancelled = [] { return true; };
  EXPECT_EQ(Run(hooks).state, JobState::kCancelled);
  EXPECT_TRUE(server_.is_cancelled);
}

TEST_F(EngineJobTest, AnEngineThatRefusesSaysWhat) {
  server_.refusal = "no sessions here";
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("unimplemented"), HasSubstr("prepare the job"),
                               HasSubstr("no sessions here"), HasSubstr(server_.endpoint)));
}

TEST_F(EngineJobTest, AJobServerThatGoesIsUnavailable) {
  server_.hangs_up = true;
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("unavailable"), HasSubstr("the power is off")));
}

TEST_F(EngineJobTest, AJobServerThatDoesNotAnswerIsUnavailable) {
  server_.hangs_at_prepare = true;
  job_.call_timeout = std::chrono::milliseconds(50);
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("unavailable"), HasSubstr("prepare the job")));
}

TEST_F(EngineJobTest, AJobServerThatIsBusyDisturbsNoJob) {
  server_.metrics_failures = 2;
  server_.waits_for_metrics_calls = 3;
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Run().state, JobState::kDone);
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(said, HasSubstr("too busy"));
  EXPECT_EQ(said.find("too busy"), said.rfind("too busy"));
}

TEST_F(EngineJobTest, AnEngineThatTellsNothingNewIsLeft) {
  server_.waits_for_cancel = true;
  server_.end = job::JobState::CANCELLED;
  job_.stall_timeout = std::chrono::milliseconds(1);
  const PipelineResult result = Run();
  EXPECT_TRUE(server_.is_cancelled);
  EXPECT_EQ(result.state, JobState::kFailed);
  ASSERT_TRUE(result.error.has_value());
  EXPECT_EQ(result.error->code(), ErrorCode::kUnavailable);
  EXPECT_THAT(result.error->message(),
              AllOf(HasSubstr("told nothing new"), HasSubstr("--stall_timeout")));
}

TEST_F(EngineJobTest, AnEngineThatDoesNotCancelEitherIsLeftToo) {
  server_.ignores_cancel = true;
  job_.stall_timeout = std::chrono::milliseconds(1);
  job_.cancel_patience = std::chrono::milliseconds(1);
  const PipelineResult result = Run();
  EXPECT_EQ(result.state, JobState::kFailed);
  ASSERT_TRUE(result.error.has_value());
  EXPECT_THAT(result.error->message(), HasSubstr("which the engine has not done"));
}

TEST_F(EngineJobTest, FilesAreStagedAsTheyAre) {
  const std::string path = folder_.path() + "/program";
  std::ofstream(path) << std::string(3 << 20, 'x') << "end";
  job_.artifacts = {{"klay_beam_worker", path}};
  EXPECT_EQ(Run().state, JobState::kDone);
  EXPECT_EQ(server_.staged.size(), (3U << 20) + 3);
  EXPECT_TRUE(server_.staged.ends_with("xend"));
  const auto& artifact =
      server_.prepared.pipeline().components().environments().at("e0").dependencies(0);
  pipeline::ArtifactFilePayload file;
  file.ParseFromString(artifact.type_payload());
  EXPECT_EQ(file.sha256(), model::Sha256OfFile(path));
}

TEST_F(EngineJobTest, AStagingServiceGetsNoOtherFiles) {
  const std::string path = folder_.path() + "/program";
  std::ofstream(path) << "x";
  job_.artifacts = {{"klay_beam_worker", path}};
  pipeline::ArtifactFilePayload file;
  file.set_path("/etc/passwd");
  server_.asks_for.emplace();
  server_.asks_for->set_type_urn("beam:artifact:type:file:v1");
  server_.asks_for->set_type_payload(file.SerializeAsString());
  EXPECT_THAT(ErrorOf(), AllOf(HasSubstr("permission_denied"), HasSubstr("/etc/passwd")));
  EXPECT_EQ(server_.staged, "");
}

TEST(Sha256, IsThatOfTheFilesBytes) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/abc";
  std::ofstream(path) << "abc";
  EXPECT_EQ(model::Sha256OfFile(path),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_THROW(model::Sha256OfFile(folder.path() + "/none"), Error);
}

}  // namespace
}  // namespace beam::portable
