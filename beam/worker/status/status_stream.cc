#include <grpcpp/grpcpp.h>

#include <atomic>
#include <thread>
#include <utility>

#include "beam/base/utf8.h"
#include "beam/exec/step_error.h"
#include "beam/model/channel_internal.h"
#include "beam/model/fn_internal.h"
#include "beam/worker/status/status_stream_internal.h"
#include "beam/worker/worker_id_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

}  // namespace

class StatusStream::Connection {
 public:
  Connection(std::string endpoint, const std::string& worker_id, std::function<std::string()> page,
             std::function<void(const Error&)> failed)
      : endpoint_(std::move(endpoint)),
        page_(std::move(page)),
        failed_(std::move(failed)),
        stub_(fn::BeamFnWorkerStatus::NewStub(model::Connect(endpoint_))) {
    SetWorkerId(context_, worker_id);
    stream_ = stub_->WorkerStatus(&context_);
    thread_ = std::thread([this] { Answer(); });
  }

  ~Connection() {
    is_hanging_up_ = true;
    context_.TryCancel();
    thread_.join();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

 private:
  void Answer() {
    fn::WorkerStatusRequest request;
    while (stream_->Read(&request)) {
      fn::WorkerStatusResponse response;
      response.set_id(request.id());
      try {
        response.set_status_info(PrintableUtf8(page_()));
      } catch (...) {
        response.set_error(exec::CurrentError().what());
      }
      stream_->Write(response);  // Where it cannot, reading ends, too.
    }
    const grpc::Status status = stream_->Finish();
    if (status.ok() || is_hanging_up_) return;
    failed_(model::ErrorFrom(status, "tell the worker's status", endpoint_));
  }

  const std::string endpoint_;
  const std::function<std::string()> page_;
  const std::function<void(const Error&)> failed_;
  std::unique_ptr<fn::BeamFnWorkerStatus::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<fn::WorkerStatusResponse, fn::WorkerStatusRequest>>
      stream_;
  std::atomic<bool> is_hanging_up_ = false;
  std::thread thread_;
};

StatusStream::StatusStream(const std::string& endpoint, const std::string& worker_id,
                           std::function<std::string()> page,
                           std::function<void(const Error&)> failed)
    : connection_(
          std::make_unique<Connection>(endpoint, worker_id, std::move(page), std::move(failed))) {}

StatusStream::~StatusStream() = default;

}  // namespace beam::worker
