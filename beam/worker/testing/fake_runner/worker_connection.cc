#include "beam/worker/testing/fake_runner/worker_connection_internal.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "beam/base/error.h"
#include "beam/model/channel_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"
#include "org/apache/beam/model/fn_execution/v1/beam_provision_api.grpc.pb.h"

namespace beam::fake_runner {
namespace {

namespace fn = model::fn;

/// A worker of a pool begins by building its pipeline.
constexpr std::chrono::seconds kPatience{60};

}  // namespace

class WorkerConnection::Service final : public fn::BeamFnControl::Service,
                                        public fn::BeamFnData::Service,
                                        public fn::BeamFnState::Service,
                                        public fn::BeamFnLogging::Service,
                                        public fn::ProvisionService::Service {
  using ControlStream = grpc::ServerReaderWriter<fn::InstructionRequest, fn::InstructionResponse>;
  using DataStream = grpc::ServerReaderWriter<fn::Elements, fn::Elements>;
  using StateStream = grpc::ServerReaderWriter<fn::StateResponse, fn::StateRequest>;
  using LogStream = grpc::ServerReaderWriter<fn::LogControl, fn::LogEntry::List>;

 public:
  Service(std::string worker_id, Hooks hooks)
      : worker_id_(std::move(worker_id)), hooks_(std::move(hooks)) {
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(-1);
    int port = 0;
    // By number: Debian's c-ares leaks a few bytes with each name that it resolves.
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<fn::BeamFnControl::Service*>(this));
    builder.RegisterService(static_cast<fn::BeamFnData::Service*>(this));
    builder.RegisterService(static_cast<fn::BeamFnState::Service*>(this));
    builder.RegisterService(static_cast<fn::BeamFnLogging::Service*>(this));
    builder.RegisterService(static_cast<fn::ProvisionService::Service*>(this));
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) {
      throw Error(ErrorCode::kUnavailable, "cannot listen for a worker at 127.0.0.1");
    }
    endpoint_ = "127.0.0.1:" + std::to_string(port);
  }

  ~Service() override {
    HangUp();
    server_->Shutdown(std::chrono::system_clock::now());
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // The worker's calls.

  grpc::Status GetProvisionInfo(grpc::ServerContext*, const fn::GetProvisionInfoRequest*,
                                fn::GetProvisionInfoResponse* response) override {
    fn::ProvisionInfo& info = *response->mutable_info();
    info.mutable_control_endpoint()->set_url(endpoint_);
    info.mutable_logging_endpoint()->set_url(endpoint_);
    return grpc::Status::OK;
  }

  grpc::Status Control(grpc::ServerContext* context, ControlStream* stream) override {
    {
      const std::lock_guard lock(mutex_);
      if (has_hung_up_) return grpc::Status::CANCELLED;
      control_ = stream;
      control_context_ = context;
      changed_.notify_all();
    }
    fn::InstructionResponse response;
    while (stream->Read(&response)) {
      const std::lock_guard lock(mutex_);
      const auto found = waiting_.find(response.instruction_id());
      if (found == waiting_.end()) continue;
      found->second.set_value(std::move(response));
      waiting_.erase(found);
      changed_.notify_all();
    }
    const std::lock_guard write_lock(control_mutex_);
    const std::lock_guard lock(mutex_);
    control_ = nullptr;
    control_context_ = nullptr;
    FailAll();
    return grpc::Status::OK;
  }

  grpc::Status GetProcessBundleDescriptor(grpc::ServerContext*,
                                          const fn::GetProcessBundleDescriptorRequest* request,
                                          fn::ProcessBundleDescriptor* response) override {
    const std::lock_guard lock(mutex_);
    const auto found = descriptors_.find(request->process_bundle_descriptor_id());
    if (found == descriptors_.end()) return {grpc::StatusCode::NOT_FOUND, "no such descriptor"};
    *response = found->second;
    return grpc::Status::OK;
  }

  grpc::Status Data(grpc::ServerContext*, DataStream* stream) override {
    {
      const std::lock_guard lock(mutex_);
      data_ = stream;
      changed_.notify_all();
    }
    fn::Elements elements;
    while (stream->Read(&elements)) {
      const std::lock_guard lock(mutex_);
      for (const auto& data : elements.data()) {
        Outputs& outputs = outputs_[data.instruction_id()];
        outputs.output.data[data.transform_id()] += data.data();
        if (data.is_last()) ++outputs.num_ended;
      }
      for (const auto& timers : elements.timers()) {
        Outputs& outputs = outputs_[timers.instruction_id()];
        outputs.output.timers[{timers.transform_id(), timers.timer_family_id()}] += timers.timers();
        if (timers.is_last()) ++outputs.num_ended;
      }
      changed_.notify_all();
    }
    const std::lock_guard write_lock(data_mutex_);
    const std::lock_guard lock(mutex_);
    data_ = nullptr;
    return grpc::Status::OK;
  }

  grpc::Status State(grpc::ServerContext*, StateStream* stream) override {
    fn::StateRequest request;
    while (stream->Read(&request)) stream->Write(hooks_.answer_state(request));
    return grpc::Status::OK;
  }

  grpc::Status Logging(grpc::ServerContext*, LogStream* stream) override {
    fn::LogEntry::List entries;
    while (stream->Read(&entries)) {
      for (const fn::LogEntry& entry : entries.log_entries()) hooks_.take_log(entry);
    }
    return grpc::Status::OK;
  }

  // The engine's calls.

  const std::string& endpoint() const { return endpoint_; }

  void StartIn(const std::string& pool) {
    fn::StartWorkerRequest request;
    request.set_worker_id(worker_id_);
    for (auto* to : {request.mutable_control_endpoint(), request.mutable_logging_endpoint(),
                     request.mutable_artifact_endpoint(), request.mutable_provision_endpoint()}) {
      to->set_url(endpoint_);
    }
    fn::StartWorkerResponse response;
    grpc::ClientContext context;
    const auto stub = fn::BeamFnExternalWorkerPool::NewStub(model::Connect(pool));
    model::Check(stub->StartWorker(&context, request, &response), "start a worker", pool);
    if (!response.error().empty()) {
      throw Error(ErrorCode::kUnavailable, "the worker pool at " + pool + ": " + response.error());
    }
  }

  void AddDescriptor(const fn::ProcessBundleDescriptor& descriptor) {
    const std::lock_guard lock(mutex_);
    descriptors_[descriptor.id()] = descriptor;
  }

  std::future<fn::InstructionResponse> Send(fn::InstructionRequest& request) {
    const std::lock_guard write_lock(control_mutex_);
    std::future<fn::InstructionResponse> answer;
    ControlStream* stream = nullptr;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kPatience, [this] { return control_ != nullptr || has_hung_up_; });
      if (control_ == nullptr || has_hung_up_) throw Gone();
      request.set_instruction_id("i" + std::to_string(next_instruction_++));
      answer = waiting_[request.instruction_id()].get_future();
      stream = control_;
    }
    stream->Write(request);  // Where it cannot, reading ends, too, and every answer fails.
    return answer;
  }

  void SendElements(const std::string& instruction_id, const fn::Elements& elements) {
    const std::lock_guard write_lock(data_mutex_);
    DataStream* stream = nullptr;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return data_ != nullptr || !waiting_.contains(instruction_id); });
      if (!waiting_.contains(instruction_id)) return;
      stream = data_;
    }
    stream->Write(elements);
  }

  Output TakeOutput(const std::string& instruction_id, std::size_t num_ends) {
    std::unique_lock lock(mutex_);
    if (num_ends == 0) return {};
    changed_.wait(lock,
                  [&] { return has_hung_up_ || outputs_[instruction_id].num_ended >= num_ends; });
    if (outputs_[instruction_id].num_ended < num_ends) throw Gone();
    Output output = std::move(outputs_[instruction_id].output);
    outputs_.erase(instruction_id);
    return output;
  }

  void Discard(const std::string& instruction_id) {
    const std::lock_guard lock(mutex_);
    outputs_.erase(instruction_id);
  }

  void HangUp() {
    const std::lock_guard lock(mutex_);
    if (control_context_ != nullptr) control_context_->TryCancel();
    FailAll();
  }

 private:
  struct Outputs {
    Output output;
    std::size_t num_ended = 0;
  };

  Error Gone() const {
    return Error(ErrorCode::kUnavailable, "the worker has gone, or never came: " + worker_id_);
  }

  /// Nobody will answer any more.
  void FailAll() {
    has_hung_up_ = true;
    for (auto& [id, promise] : waiting_) promise.set_exception(std::make_exception_ptr(Gone()));
    waiting_.clear();
    changed_.notify_all();
  }

  const std::string worker_id_;
  const Hooks hooks_;
  std::string endpoint_;
  std::mutex control_mutex_;  ///< Held while writing; taken before mutex_.
  std::mutex data_mutex_;     ///< The same.
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, fn::ProcessBundleDescriptor> descriptors_;
  ControlStream* control_ = nullptr;
  grpc::ServerContext* control_context_ = nullptr;
  DataStream* data_ = nullptr;
  bool has_hung_up_ = false;
  std::uint64_t next_instruction_ = 0;
  std::map<std::string, std::promise<fn::InstructionResponse>> waiting_;  ///< By instruction.
  std::map<std::string, Outputs> outputs_;                                ///< The same.
  std::unique_ptr<grpc::Server> server_;
};

WorkerConnection::WorkerConnection(std::string worker_id, Hooks hooks)
    : service_(std::make_unique<Service>(std::move(worker_id), std::move(hooks))) {}

WorkerConnection::~WorkerConnection() = default;

const std::string& WorkerConnection::endpoint() const {
  return service_->endpoint();
}

void WorkerConnection::StartIn(const std::string& endpoint) {
  service_->StartIn(endpoint);
}

void WorkerConnection::AddDescriptor(const fn::ProcessBundleDescriptor& descriptor) {
  service_->AddDescriptor(descriptor);
}

std::future<fn::InstructionResponse> WorkerConnection::Send(fn::InstructionRequest& request) {
  return service_->Send(request);
}

void WorkerConnection::SendElements(const std::string& instruction_id,
                                    const fn::Elements& elements) {
  service_->SendElements(instruction_id, elements);
}

WorkerConnection::Output WorkerConnection::TakeOutput(const std::string& instruction_id,
                                                      std::size_t num_ends) {
  return service_->TakeOutput(instruction_id, num_ends);
}

void WorkerConnection::Discard(const std::string& instruction_id) {
  service_->Discard(instruction_id);
}

void WorkerConnection::HangUp() {
  service_->HangUp();
}

}  // namespace beam::fake_runner
