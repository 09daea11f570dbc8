#include "beam/worker/start/worker_pool.h"

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/step_error.h"
#include "beam/model/fn_internal.h"
#include "beam/worker/harness.h"
#include "beam/worker/start/provision_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

/// An engine that says where to ask for the rest is asked.
void Serve(const std::stop_token& stop, HarnessOptions options,
           const std::string& provision_endpoint, const BuildPipeline& build) {
  try {
    if (!provision_endpoint.empty()) {
      const auto info = Provision(provision_endpoint, options.worker_id);
      options.status_endpoint = info.status_endpoint().url();
      options.runner_capabilities = {info.runner_capabilities().begin(),
                                     info.runner_capabilities().end()};
    }
    RunHarness(options, build, stop);
  } catch (...) {
    std::cerr << "worker " << options.worker_id << ": " << exec::CurrentError().what() << "\n";
  }
}

}  // namespace

class WorkerPool::Service final : public fn::BeamFnExternalWorkerPool::Service {
 public:
  Service(const std::string& address, BuildPipeline build) : build_(std::move(build)) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port == 0) {
      throw Error(ErrorCode::kUnavailable, "cannot listen for engines at " + address);
    }
    endpoint_ = address.substr(0, address.rfind(':') + 1) + std::to_string(port);
  }

  ~Service() override {
    server_->Shutdown();
    const std::lock_guard lock(mutex_);
    for (auto& [id, worker] : workers_) worker.request_stop();
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  grpc::Status StartWorker(grpc::ServerContext*, const fn::StartWorkerRequest* request,
                           fn::StartWorkerResponse* response) override {
    const HarnessOptions options{.worker_id = request->worker_id(),
                                 .control_endpoint = request->control_endpoint().url(),
                                 .logging_endpoint = request->logging_endpoint().url(),
                                 .temp_folder = std::filesystem::temp_directory_path()};
    const std::lock_guard lock(mutex_);
    if (workers_.contains(options.worker_id)) {
      response->set_error("a worker of this id runs already: " + options.worker_id);
    } else {
      workers_[options.worker_id] = std::jthread(
          [this, options, provision = request->provision_endpoint().url()](
              const std::stop_token& stop) { Serve(stop, options, provision, build_); });
    }
    return grpc::Status::OK;
  }

  /// The worker ends when the engine hangs up its control stream, as it does now.
  grpc::Status StopWorker(grpc::ServerContext*, const fn::StopWorkerRequest*,
                          fn::StopWorkerResponse*) override {
    return grpc::Status::OK;
  }

  const std::string& endpoint() const { return endpoint_; }

 private:
  const BuildPipeline build_;
  std::string endpoint_;
  std::mutex mutex_;
  std::unique_ptr<grpc::Server> server_;
  std::map<std::string, std::jthread> workers_;
};

WorkerPool::WorkerPool(const std::string& address, BuildPipeline build)
    : service_(std::make_unique<Service>(address, std::move(build))) {}

WorkerPool::~WorkerPool() = default;

const std::string& WorkerPool::endpoint() const {
  return service_->endpoint();
}

}  // namespace beam::worker
