#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "beam/base/error.h"
#include "beam/exec/step_error.h"
#include "beam/worker/start/boot.h"
#include "beam/worker/testing/fake_engine_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"
#include "org/apache/beam/model/fn_execution/v1/beam_provision_api.grpc.pb.h"

namespace beam::worker::testing {
namespace {

namespace fn = model::fn;

}  // namespace

class FakeEngine::Service final : public fn::ProvisionService::Service,
                                  public fn::BeamFnControl::Service,
                                  public fn::BeamFnData::Service,
                                  public fn::BeamFnState::Service,
                                  public fn::BeamFnLogging::Service,
                                  public fn::BeamFnWorkerStatus::Service {
  using Name = std::vector<std::string>;  ///< {instruction, transform} or {..., family}.
  using ControlStream = grpc::ServerReaderWriter<fn::InstructionRequest, fn::InstructionResponse>;
  using DataStream = grpc::ServerReaderWriter<fn::Elements, fn::Elements>;
  using StatusStream = grpc::ServerReaderWriter<fn::WorkerStatusRequest, fn::WorkerStatusResponse>;

 public:
  Service() {
    grpc::ServerBuilder builder;
    builder.SetMaxReceiveMessageSize(-1);
    int port = 0;
    // By number: Debian's c-ares leaks a few bytes with each name that it resolves.
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(static_cast<fn::ProvisionService::Service*>(this));
    builder.RegisterService(static_cast<fn::BeamFnControl::Service*>(this));
    builder.RegisterService(static_cast<fn::BeamFnData::Service*>(this));
    builder.RegisterService(static_cast<fn::BeamFnState::Service*>(this));
    builder.RegisterService(static_cast<fn::BeamFnLogging::Service*>(this));
    builder.RegisterService(static_cast<fn::BeamFnWorkerStatus::Service*>(this));
    server_ = builder.BuildAndStart();
    const std::lock_guard lock(mutex_);  // The server's threads are there already.
    endpoint_ = "127.0.0.1:" + std::to_string(port);
  }

  void StartWorker(BuildPipeline build, const std::set<std::string>& capabilities) {
    {
      const std::lock_guard lock(mutex_);
      capabilities_ = capabilities;
    }
    worker_ = std::thread([this, build = std::move(build)] {
      try {
        Boot({.id = "worker", .provision_endpoint = endpoint_}, {"worker"}, build);
      } catch (...) {
        worker_error_ = exec::CurrentError().what();
      }
    });
  }

  ~Service() override {
    if (worker_.joinable()) {
      HangUpControl();
      worker_.join();
    }
    server_->Shutdown(std::chrono::system_clock::now());
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // The worker's calls.

  grpc::Status GetProvisionInfo(grpc::ServerContext*, const fn::GetProvisionInfoRequest*,
                                fn::GetProvisionInfoResponse* response) override {
    const std::lock_guard lock(mutex_);
    fn::ProvisionInfo& info = *response->mutable_info();
    info.mutable_control_endpoint()->set_url(endpoint_);
    info.mutable_logging_endpoint()->set_url(endpoint_);
    info.mutable_status_endpoint()->set_url(endpoint_);
    for (const std::string& urn : capabilities_) info.add_runner_capabilities(urn);
    return grpc::Status::OK;
  }

  grpc::Status Control(grpc::ServerContext* context, ControlStream* stream) override {
    {
      const std::lock_guard lock(mutex_);
      control_ = stream;
      control_context_ = context;
      changed_.notify_all();
    }
    fn::InstructionResponse response;
    while (stream->Read(&response)) {
      const std::lock_guard lock(mutex_);
      const auto found = waiting_.find(response.instruction_id());
      if (found == waiting_.end()) continue;
      if (response.process_bundle().has_elements()) Take(response.process_bundle().elements());
      found->second.set_value(response);
      waiting_.erase(found);
    }
    const std::lock_guard lock(mutex_);
    control_ = nullptr;
    control_context_ = nullptr;
    response.set_error("the worker hung up");
    for (auto& [id, answer] : waiting_) answer.set_value(response);
    waiting_.clear();
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
      ++data_messages_;
      Take(elements);
    }
    const std::lock_guard lock(mutex_);
    data_ = nullptr;
    return grpc::Status::OK;
  }

  grpc::Status State(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<fn::StateResponse, fn::StateRequest>* stream) override {
    fn::StateRequest request;
    while (stream->Read(&request)) {
      fn::StateResponse response;
      {
        const std::lock_guard lock(mutex_);
        response = Answer(request);
      }
      response.set_id(request.id());
      stream->Write(response);
    }
    return grpc::Status::OK;
  }

  grpc::Status Logging(
      grpc::ServerContext*,
      grpc::ServerReaderWriter<fn::LogControl, fn::LogEntry::List>* stream) override {
    fn::LogEntry::List entries;
    while (stream->Read(&entries)) {
      const std::lock_guard lock(mutex_);
      logs_.insert(logs_.end(), entries.log_entries().begin(), entries.log_entries().end());
    }
    return grpc::Status::OK;
  }

  grpc::Status WorkerStatus(grpc::ServerContext*, StatusStream* stream) override {
    {
      const std::lock_guard lock(mutex_);
      status_ = stream;
      changed_.notify_all();
    }
    fn::WorkerStatusResponse response;
    while (stream->Read(&response)) {
      const std::lock_guard lock(mutex_);
      statuses_[response.id()] = response;
      changed_.notify_all();
    }
    const std::lock_guard lock(mutex_);
    status_ = nullptr;
    return grpc::Status::OK;
  }

  // The test's calls.

  bool IsConnectedWithin(std::chrono::seconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return control_ != nullptr; });
  }

  void AddDescriptor(const fn::ProcessBundleDescriptor& descriptor) {
    const std::lock_guard lock(mutex_);
    descriptors_[descriptor.id()] = descriptor;
  }

  std::future<fn::InstructionResponse> Send(const fn::InstructionRequest& request) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return control_ != nullptr; });
    auto answer = waiting_[request.instruction_id()].get_future();
    control_->Write(request);
    return answer;
  }

  fn::WorkerStatusResponse AskStatus(const std::string& id) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return status_ != nullptr; });
    fn::WorkerStatusRequest request;
    request.set_id(id);
    status_->Write(request);
    changed_.wait(lock, [&] { return statuses_.contains(id); });
    return statuses_[id];
  }

  void SendElements(const fn::Elements& elements) {
    DataStream* stream = nullptr;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return data_ != nullptr; });
      stream = data_;
    }
    const std::lock_guard lock(data_mutex_);
    stream->Write(elements);
  }

  std::string OutputOf(const Name& name) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_.contains(name); });
    return outputs_[name];
  }

  void HangUpControl() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return control_ != nullptr; });
    control_context_->TryCancel();
  }

  std::set<std::string> capabilities_;  ///< Of the runner, as its worker is told.
  std::string endpoint_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool count_only_ = false;
  std::size_t output_bytes_ = 0;
  std::map<std::string, std::string> state_;
  std::size_t page_bytes_ = 1 << 20;
  int state_reads_ = 0;
  std::vector<fn::LogEntry> logs_;
  int data_messages_ = 0;
  std::thread worker_;
  std::string worker_error_;

 private:
  void Take(const fn::Elements& elements) {
    for (const auto& data : elements.data()) {
      Take({data.instruction_id(), data.transform_id()}, data.data(), data.is_last());
    }
    for (const auto& timers : elements.timers()) {
      Take({timers.instruction_id(), timers.transform_id(), timers.timer_family_id()},
           timers.timers(), timers.is_last());
    }
    changed_.notify_all();
  }

  void Take(const Name& name, const std::string& bytes, bool is_last) {
    output_bytes_ += bytes.size();
    if (!count_only_) outputs_[name] += bytes;
    if (is_last) ended_.insert(name);
  }

  fn::StateResponse Answer(const fn::StateRequest& request) {
    fn::StateResponse response;
    std::string& state = state_[request.state_key().SerializeAsString()];
    if (request.has_append()) {
      state += request.append().data();
      response.mutable_append();
    } else if (request.has_clear()) {
      state.clear();
      response.mutable_clear();
    } else {
      ++state_reads_;
      const std::string& token = request.get().continuation_token();
      const std::size_t at = token.empty() ? 0 : std::stoul(token);
      response.mutable_get()->set_data(state.substr(at, page_bytes_));
      if (at + page_bytes_ < state.size()) {
        response.mutable_get()->set_continuation_token(std::to_string(at + page_bytes_));
      }
    }
    return response;
  }

  std::map<std::string, fn::ProcessBundleDescriptor> descriptors_;
  ControlStream* control_ = nullptr;
  grpc::ServerContext* control_context_ = nullptr;
  DataStream* data_ = nullptr;
  StatusStream* status_ = nullptr;
  std::map<std::string, fn::WorkerStatusResponse> statuses_;
  std::mutex data_mutex_;
  std::map<std::string, std::promise<fn::InstructionResponse>> waiting_;
  std::map<Name, std::string> outputs_;
  std::set<Name> ended_;
  std::unique_ptr<grpc::Server> server_;
};

FakeEngine::FakeEngine() : service_(std::make_unique<Service>()) {}
FakeEngine::FakeEngine(BuildPipeline build, const std::set<std::string>& runner_capabilities)
    : FakeEngine() {
  service_->StartWorker(std::move(build), runner_capabilities);
}
FakeEngine::~FakeEngine() = default;

const std::string& FakeEngine::endpoint() const {
  return service_->endpoint_;
}

bool FakeEngine::IsConnectedWithin(std::chrono::seconds patience) {
  return service_->IsConnectedWithin(patience);
}

void FakeEngine::AddDescriptor(const fn::ProcessBundleDescriptor& descriptor) {
  service_->AddDescriptor(descriptor);
}

std::future<fn::InstructionResponse> FakeEngine::Send(const fn::InstructionRequest& request) {
  return service_->Send(request);
}

std::future<fn::InstructionResponse> FakeEngine::Process(const std::string& instruction_id,
                                                         const std::string& descriptor_id) {
  fn::InstructionRequest request;
  request.set_instruction_id(instruction_id);
  request.mutable_process_bundle()->set_process_bundle_descriptor_id(descriptor_id);
  return service_->Send(request);
}

void FakeEngine::SendData(const std::string& instruction_id, const std::string& transform_id,
                          const std::string& bytes, bool is_last) {
  fn::Elements elements;
  auto& data = *elements.add_data();
  data.set_instruction_id(instruction_id);
  data.set_transform_id(transform_id);
  data.set_data(bytes);
  data.set_is_last(is_last);
  service_->SendElements(elements);
}

void FakeEngine::SendTimers(const std::string& instruction_id, const std::string& transform_id,
                            const std::string& family, const std::string& bytes, bool is_last) {
  fn::Elements elements;
  auto& timers = *elements.add_timers();
  timers.set_instruction_id(instruction_id);
  timers.set_transform_id(transform_id);
  timers.set_timer_family_id(family);
  timers.set_timers(bytes);
  timers.set_is_last(is_last);
  service_->SendElements(elements);
}

std::string FakeEngine::OutputOf(const std::string& instruction_id,
                                 const std::string& transform_id) {
  return service_->OutputOf({instruction_id, transform_id});
}

std::string FakeEngine::TimersOf(const std::string& instruction_id, const std::string& transform_id,
                                 const std::string& family) {
  return service_->OutputOf({instruction_id, transform_id, family});
}

void FakeEngine::CountOutputsOnly() {
  const std::lock_guard lock(service_->mutex_);
  service_->count_only_ = true;
}

std::size_t FakeEngine::OutputBytes() const {
  const std::lock_guard lock(service_->mutex_);
  return service_->output_bytes_;
}

void FakeEngine::SetState(const fn::StateKey& key, const std::string& bytes) {
  const std::lock_guard lock(service_->mutex_);
  service_->state_[key.SerializeAsString()] = bytes;
}

std::string FakeEngine::StateOf(const fn::StateKey& key) const {
  const std::lock_guard lock(service_->mutex_);
  const auto found = service_->state_.find(key.SerializeAsString());
  return found == service_->state_.end() ? "" : found->second;
}

void FakeEngine::SetPageBytes(std::size_t page_bytes) {
  const std::lock_guard lock(service_->mutex_);
  service_->page_bytes_ = page_bytes;
}

int FakeEngine::StateReads() const {
  const std::lock_guard lock(service_->mutex_);
  return service_->state_reads_;
}

std::vector<fn::LogEntry> FakeEngine::Logs() const {
  const std::lock_guard lock(service_->mutex_);
  return service_->logs_;
}

fn::WorkerStatusResponse FakeEngine::AskStatus(const std::string& id) {
  return service_->AskStatus(id);
}

int FakeEngine::DataMessages() const {
  const std::lock_guard lock(service_->mutex_);
  return service_->data_messages_;
}

void FakeEngine::HangUpControl() {
  service_->HangUpControl();
}

std::string FakeEngine::WaitForWorker() {
  service_->worker_.join();
  return service_->worker_error_;
}

}  // namespace beam::worker::testing
