#include "beam/worker/testing/fake_runner/fake_runner.h"

#include <grpcpp/grpcpp.h>

#include <map>
#include <mutex>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/step_error.h"
#include "beam/worker/testing/fake_runner/job/artifact_staging_internal.h"
#include "beam/worker/testing/fake_runner/job/job_internal.h"
#include "beam/worker/testing/fake_runner/plan/plan_internal.h"
#include "org/apache/beam/model/job_management/v1/beam_artifact_api.grpc.pb.h"
#include "org/apache/beam/model/job_management/v1/beam_job_api.grpc.pb.h"

namespace beam::fake_runner {
namespace {

/// Called inside a catch block: the exception in flight as the answer to a call.
grpc::Status CurrentStatus() {
  const Error error = exec::CurrentError();
  switch (error.code()) {
    case ErrorCode::kUnimplemented:
      return {grpc::StatusCode::UNIMPLEMENTED, error.message()};
    case ErrorCode::kInvalidArgument:
      return {grpc::StatusCode::INVALID_ARGUMENT, error.message()};
    case ErrorCode::kUnavailable:
      return {grpc::StatusCode::UNAVAILABLE, error.message()};
    case ErrorCode::kDataLoss:
      return {grpc::StatusCode::DATA_LOSS, error.message()};
    default:
      return {grpc::StatusCode::INTERNAL, error.message()};
  }
}

}  // namespace

/// The job service and the artifact staging service. A job's id is also its preparation's, and its
/// staging token.
class FakeRunner::Service final : public job::JobService::Service,
                                  public job::ArtifactStagingService::Service {
  using ArtifactStream =
      grpc::ServerReaderWriter<job::ArtifactRequestWrapper, job::ArtifactResponseWrapper>;

 public:
  Service(const std::string& address, const FakeRunnerOptions& options) : options_(options) {
    if (options.bundles < 1 || options.page_bytes < 1 || options.values_at_once < 0) {
      throw Error(ErrorCode::kInvalidArgument,
                  "the fake runner needs a bundle, a byte of a page and not less than no value at "
                  "once: found " +
                      std::to_string(options.bundles) + ", " + std::to_string(options.page_bytes) +
                      " and " + std::to_string(options.values_at_once));
    }
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(-1);
    int port = 0;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<job::JobService::Service*>(this));
    builder.RegisterService(static_cast<job::ArtifactStagingService::Service*>(this));
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) {
      throw Error(ErrorCode::kUnavailable, "the fake runner cannot listen at " + address);
    }
    endpoint_ = address.substr(0, address.rfind(':') + 1) + std::to_string(port);
  }

  ~Service() override {
    {
      const std::lock_guard lock(mutex_);
      for (auto& [id, job] : jobs_) job->Cancel();
    }
    server_->Shutdown(std::chrono::system_clock::now());
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  const std::string& endpoint() const { return endpoint_; }

  grpc::Status Prepare(grpc::ServerContext*, const job::PrepareJobRequest* request,
                       job::PrepareJobResponse* response) override {
    try {
      CheckSupported(request->pipeline());
      const std::lock_guard lock(mutex_);
      const std::string id = "job" + std::to_string(jobs_.size());
      jobs_[id] = std::make_unique<Job>(id, *request, options_);
      response->set_preparation_id(id);
      response->set_staging_session_token(id);
    } catch (...) {
      return CurrentStatus();
    }
    response->mutable_artifact_staging_endpoint()->set_url(endpoint_);
    return grpc::Status::OK;
  }

  grpc::Status ReverseArtifactRetrievalService(grpc::ServerContext*,
                                               ArtifactStream* stream) override {
    job::ArtifactResponseWrapper hello;
    if (!stream->Read(&hello)) return grpc::Status::CANCELLED;
    Job* const job = Find(hello.staging_token());
    if (job == nullptr) return NotFound(hello.staging_token());
    try {
      FetchArtifacts(job->request().pipeline(),
                     {.read = [&](auto& response) { return stream->Read(&response); },
                      .write = [&](const auto& request) { return stream->Write(request); }});
    } catch (...) {
      return CurrentStatus();
    }
    return grpc::Status::OK;
  }

  grpc::Status Run(grpc::ServerContext*, const job::RunJobRequest* request,
                   job::RunJobResponse* response) override {
    Job* const job = Find(request->preparation_id());
    if (job == nullptr) return NotFound(request->preparation_id());
    job->Start();
    response->set_job_id(job->id());
    return grpc::Status::OK;
  }

  grpc::Status GetState(grpc::ServerContext*, const job::GetJobStateRequest* request,
                        job::JobStateEvent* response) override {
    const Job* const job = Find(request->job_id());
    if (job == nullptr) return NotFound(request->job_id());
    response->set_state(job->state());
    return grpc::Status::OK;
  }

  grpc::Status GetStateStream(grpc::ServerContext*, const job::GetJobStateRequest* request,
                              grpc::ServerWriter<job::JobStateEvent>* writer) override {
    Job* const job = Find(request->job_id());
    if (job == nullptr) return NotFound(request->job_id());
    job->Follow([&](const job::JobMessagesResponse& event) {
      return !event.has_state_response() || writer->Write(event.state_response());
    });
    return grpc::Status::OK;
  }

  grpc::Status GetMessageStream(grpc::ServerContext*, const job::JobMessagesRequest* request,
                                grpc::ServerWriter<job::JobMessagesResponse>* writer) override {
    Job* const job = Find(request->job_id());
    if (job == nullptr) return NotFound(request->job_id());
    job->Follow([&](const job::JobMessagesResponse& event) { return writer->Write(event); });
    return grpc::Status::OK;
  }

  grpc::Status GetJobMetrics(grpc::ServerContext*, const job::GetJobMetricsRequest* request,
                             job::GetJobMetricsResponse* response) override {
    const Job* const job = Find(request->job_id());
    if (job == nullptr) return NotFound(request->job_id());
    *response->mutable_metrics() = job->Metrics();
    return grpc::Status::OK;
  }

  grpc::Status Cancel(grpc::ServerContext*, const job::CancelJobRequest* request,
                      job::CancelJobResponse* response) override {
    Job* const job = Find(request->job_id());
    if (job == nullptr) return NotFound(request->job_id());
    job->Cancel();
    response->set_state(job->state());
    return grpc::Status::OK;
  }

 private:
  Job* Find(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    return found == jobs_.end() ? nullptr : found->second.get();
  }

  static grpc::Status NotFound(const std::string& id) {
    return {grpc::StatusCode::NOT_FOUND, "there is no such job: \"" + id + "\""};
  }

  const FakeRunnerOptions options_;
  std::string endpoint_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Job>> jobs_;
  std::unique_ptr<grpc::Server> server_;
};

FakeRunner::FakeRunner(const std::string& address, const FakeRunnerOptions& options)
    : service_(std::make_unique<Service>(address, options)) {}

FakeRunner::~FakeRunner() = default;

const std::string& FakeRunner::endpoint() const {
  return service_->endpoint();
}

}  // namespace beam::fake_runner
