#include "beam/portable/job_client_internal.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "beam/base/error.h"
#include "beam/model/channel_internal.h"
#include "beam/portable/artifacts_internal.h"
#include "org/apache/beam/model/job_management/v1/beam_job_api.grpc.pb.h"

namespace beam::portable {
namespace {

bool IsEnd(job::JobState::Enum state) {
  switch (state) {
    case job::JobState::DONE:
    case job::JobState::FAILED:
    case job::JobState::CANCELLED:
    case job::JobState::UPDATED:
    case job::JobState::DRAINED:
      return true;
    default:
      return false;
  }
}

}  // namespace

struct JobClient::Stub {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<job::JobService::Stub> service;

  /// The answer to one call of the service. A connection that is lost is waited for.
  template <class Request, class Response>
  Response Call(grpc::Status (job::JobService::Stub::*method)(grpc::ClientContext*, const Request&,
                                                              Response*),
                const Request& request, const std::string& what, const std::string& endpoint,
                std::chrono::milliseconds patience) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(std::chrono::system_clock::now() + patience);
    Response response;
    model::Check((service.get()->*method)(&context, request, &response), what, endpoint);
    return response;
  }
};

/// Reads the streams of messages and states, each in a thread of its own.
class JobClient::Watcher {
 public:
  Watcher(job::JobService::Stub& service, const std::string& job_id,
          std::function<void(const job::JobMessage&)> message,
          std::function<void(job::JobState::Enum)> state)
      : message_(std::move(message)), state_(std::move(state)) {
    job::JobMessagesRequest messages;
    messages.set_job_id(job_id);
    messages_ = service.GetMessageStream(&messages_context_, messages);
    job::GetJobStateRequest states;
    states.set_job_id(job_id);
    states_ = service.GetStateStream(&states_context_, states);
    message_reader_ = std::thread([this] { ReadMessages(); });
    state_reader_ = std::thread([this] { ReadStates(); });
  }

  ~Watcher() {
    WaitForMessages();
    messages_context_.TryCancel();
    states_context_.TryCancel();
    message_reader_.join();
    state_reader_.join();
  }
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  std::optional<job::JobState::Enum> WaitFor(std::chrono::milliseconds interval,
                                             const std::string& endpoint) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, interval, [this] { return end_.has_value() || broken_.has_value(); });
    if (end_.has_value()) return end_;
    if (broken_.has_value()) {
      throw model::ErrorFrom(*broken_, "watch the job, which may run on or not", endpoint);
    }
    return std::nullopt;
  }

 private:
  void ReadMessages() {
    job::JobMessagesResponse response;
    while (messages_->Read(&response)) {
      if (response.has_message_response()) message_(response.message_response());
    }
    messages_->Finish();
    const std::lock_guard lock(mutex_);
    messages_ended_ = true;
    changed_.notify_all();
  }

  void ReadStates() {
    job::JobStateEvent event;
    while (states_->Read(&event)) {
      state_(event.state());
      const std::lock_guard lock(mutex_);
      if (IsEnd(event.state())) end_ = event.state();
      changed_.notify_all();
    }
    grpc::Status status = states_->Finish();
    const std::lock_guard lock(mutex_);
    if (status.ok()) status = {grpc::StatusCode::UNAVAILABLE, "the job server hung up"};
    if (!end_.has_value()) broken_ = status;
    changed_.notify_all();
  }

  /// The last messages, which say why a job failed, may come a little after its end.
  void WaitForMessages() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(2), [this] { return messages_ended_; });
  }

  const std::function<void(const job::JobMessage&)> message_;
  const std::function<void(job::JobState::Enum)> state_;
  grpc::ClientContext messages_context_;
  grpc::ClientContext states_context_;
  std::unique_ptr<grpc::ClientReader<job::JobMessagesResponse>> messages_;
  std::unique_ptr<grpc::ClientReader<job::JobStateEvent>> states_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<job::JobState::Enum> end_;
  std::optional<grpc::Status> broken_;
  bool messages_ended_ = false;
  std::thread message_reader_;
  std::thread state_reader_;
};

JobClient::JobClient(std::string endpoint, JobPatience patience)
    : endpoint_(std::move(endpoint)), patience_(patience), stub_(std::make_unique<Stub>()) {
  stub_->channel = model::Connect(endpoint_);
  if (!stub_->channel->WaitForConnected(std::chrono::system_clock::now() + patience.connect)) {
    throw Error(ErrorCode::kUnavailable, "no job server answers: " + endpoint_);
  }
  stub_->service = job::JobService::NewStub(stub_->channel);
}

JobClient::~JobClient() = default;

void JobClient::Start(const job::PrepareJobRequest& request) {
  const job::PrepareJobResponse prepared = stub_->Call(
      &job::JobService::Stub::Prepare, request, "prepare the job", endpoint_, patience_.call);
  const std::string& staging = prepared.artifact_staging_endpoint().url();
  if (!staging.empty()) {
    StageArtifacts(request.pipeline(), staging, prepared.staging_session_token());
  }
  job::RunJobRequest run;
  run.set_preparation_id(prepared.preparation_id());
  run.set_retrieval_token(prepared.staging_session_token());
  job_id_ =
      stub_->Call(&job::JobService::Stub::Run, run, "start the job", endpoint_, patience_.call)
          .job_id();
}

void JobClient::Watch(std::function<void(const job::JobMessage&)> message,
                      std::function<void(job::JobState::Enum)> state) {
  watcher_ =
      std::make_unique<Watcher>(*stub_->service, job_id_, std::move(message), std::move(state));
}

std::optional<job::JobState::Enum> JobClient::WaitFor(std::chrono::milliseconds interval) {
  const auto end = watcher_->WaitFor(interval, endpoint_);
  if (end.has_value()) watcher_.reset();
  return end;
}

void JobClient::Cancel() {
  job::CancelJobRequest request;
  request.set_job_id(job_id_);
  stub_->Call(&job::JobService::Stub::Cancel, request, "cancel the job", endpoint_, patience_.call);
}

job::MetricResults JobClient::Metrics(std::chrono::milliseconds patience) {
  job::GetJobMetricsRequest request;
  request.set_job_id(job_id_);
  return stub_
      ->Call(&job::JobService::Stub::GetJobMetrics, request, "get the job's metrics", endpoint_,
             std::min(patience, patience_.call))
      .metrics();
}

}  // namespace beam::portable
