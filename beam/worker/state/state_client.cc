#include <grpcpp/grpcpp.h>

#include <thread>
#include <utility>

#include "beam/model/channel_internal.h"
#include "beam/worker/state/state_client_internal.h"
#include "beam/worker/worker_id_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

}  // namespace

class StateClient::Connection {
 public:
  Connection(std::string endpoint, const std::string& worker_id)
      : endpoint_(std::move(endpoint)), stub_(fn::BeamFnState::NewStub(model::Connect(endpoint_))) {
    SetWorkerId(context_, worker_id);
    stream_ = stub_->State(&context_);
    reader_ = std::thread([this] { Read(); });
  }

  ~Connection() {
    context_.TryCancel();
    reader_.join();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  std::future<fn::StateResponse> Send(fn::StateRequest request) {
    const std::lock_guard lock(mutex_);
    request.set_id(std::to_string(next_id_++));
    std::promise<fn::StateResponse>& promise = waiting_[request.id()];
    std::future<fn::StateResponse> answer = promise.get_future();
    if (is_broken_ || !stream_->Write(request)) {
      promise.set_exception(std::make_exception_ptr(Broken()));
      waiting_.erase(request.id());
    }
    return answer;
  }

 private:
  void Read() {
    fn::StateResponse response;
    while (stream_->Read(&response)) {
      const std::lock_guard lock(mutex_);
      const auto found = waiting_.find(response.id());
      if (found == waiting_.end()) continue;
      if (response.error().empty()) {
        found->second.set_value(std::move(response));
      } else {
        found->second.set_exception(std::make_exception_ptr(
            Error(ErrorCode::kInternal, "the engine cannot give state: " + response.error())));
      }
      waiting_.erase(found);
    }
    const std::lock_guard lock(mutex_);
    is_broken_ = true;
    for (auto& [id, promise] : waiting_) {
      promise.set_exception(std::make_exception_ptr(Broken()));
    }
    waiting_.clear();
  }

  Error Broken() const {
    return Error(ErrorCode::kUnavailable, "the engine hung up the state stream: " + endpoint_);
  }

  const std::string endpoint_;
  std::unique_ptr<fn::BeamFnState::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<fn::StateRequest, fn::StateResponse>> stream_;
  std::mutex mutex_;
  std::uint64_t next_id_ = 0;
  std::map<std::string, std::promise<fn::StateResponse>> waiting_;
  bool is_broken_ = false;
  std::thread reader_;
};

StateClient::StateClient(std::string endpoint, const std::string& worker_id)
    : connection_(std::make_unique<Connection>(std::move(endpoint), worker_id)) {}

StateClient::~StateClient() = default;

std::future<fn::StateResponse> StateClient::Send(fn::StateRequest request) {
  return connection_->Send(std::move(request));
}

StateClient& StateClients::To(const std::string& endpoint) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<StateClient>& client = clients_[endpoint];
  if (client == nullptr) client = std::make_unique<StateClient>(endpoint, worker_id_);
  return *client;
}

}  // namespace beam::worker
