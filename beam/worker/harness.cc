#include "beam/worker/harness.h"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "beam/base/error.h"
#include "beam/exec/spill_file.h"
#include "beam/exec/step_error.h"
#include "beam/model/channel_internal.h"
#include "beam/model/urns_internal.h"
#include "beam/worker/bundle/bundle_threads.h"
#include "beam/worker/bundle/finalizations.h"
#include "beam/worker/bundle/processors_internal.h"
#include "beam/worker/status/log_stream_internal.h"
#include "beam/worker/status/status_stream_internal.h"
#include "beam/worker/status/worker_status.h"
#include "beam/worker/trace/frame_text.h"
#include "beam/worker/trace/throw_trace.h"
#include "beam/worker/worker_id_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;
using Protocols = model::pipeline::StandardRunnerProtocols;

constexpr std::size_t kStateCacheBytes = 100 << 20;
constexpr std::size_t kChunkBytes = 1 << 20;
constexpr std::size_t kMapBytes = 64 << 20;

class Harness {
 public:
  Harness(const HarnessOptions& options, BuildPipeline build)
      : options_(options),
        log_(options.logging_endpoint, options.worker_id),
        graphs_(std::move(build)),
        streams_(options.worker_id),
        state_(options.worker_id),
        cache_(kStateCacheBytes),
        store_(options.temp_folder, kChunkBytes, kMapBytes),
        services_{graphs_,
                  streams_,
                  state_,
                  cache_,
                  store_,
                  short_ids_,
                  sampler_,
                  log_,
                  options.runner_capabilities.contains(
                      model::Urn(Protocols::CONTROL_RESPONSE_ELEMENTS_EMBEDDING)),
                  hung_up_},
        stub_(fn::BeamFnControl::NewStub(model::Connect(options.control_endpoint))) {
    if (options.status_endpoint.empty()) return;
    status_.emplace(
        options.status_endpoint, options.worker_id, [this] { return StatusPage(Look()); },
        [this](const Error& error) {
          log_.Log({.severity = fn::LogEntry::Severity::WARN, .text = error.what()});
        });
  }

  void Run(const std::stop_token& stop) {
    grpc::ClientContext context;
    SetWorkerId(context, options_.worker_id);
    control_ = stub_->Control(&context);
    const std::stop_callback hang_up(stop, [&] { context.TryCancel(); });
    fn::InstructionRequest request;
    while (control_->Read(&request)) Take(request);
    // Bundles at work have nobody to tell their results: they end after the element they are at.
    hung_up_ = true;
    streams_.inboxes().Fail(Error(ErrorCode::kCancelled, "the engine hung up"));
    threads_.Join();
    processors_.Teardown([this](const Error& error) { LogError(error, ""); });
    const grpc::Status status = control_->Finish();
    // Engines end a worker's life by hanging up in one way or another.
    if (status.error_code() == grpc::StatusCode::CANCELLED) return;
    model::Check(status, "serve the engine", options_.control_endpoint);
  }

 private:
  /// What runs a job's own code goes to threads of its own; everything else is answered at once,
  /// while they run.
  void Take(const fn::InstructionRequest& request) {
    if (request.has_process_bundle() || request.has_finalize_bundle()) {
      threads_.Run([this, request] { Answer(request); });
    } else {
      Answer(request);
    }
  }

  void Answer(const fn::InstructionRequest& request) {
    fn::InstructionResponse response;
    try {
      response = Respond(request);
    } catch (...) {
      const Error error = exec::CurrentError();
      response.Clear();
      response.set_error(error.what());
      if (!request.has_process_bundle()) LogError(error, request.instruction_id());
    }
    response.set_instruction_id(request.instruction_id());
    const std::lock_guard lock(write_mutex_);
    control_->Write(response);  // Where it cannot, the engine is gone, and reading ends, too.
  }

  fn::InstructionResponse Respond(const fn::InstructionRequest& request) {
    fn::InstructionResponse response;
    switch (request.request_case()) {
      case fn::InstructionRequest::kProcessBundle:
        *response.mutable_process_bundle() =
            Process(request.instruction_id(), request.process_bundle());
        return response;
      case fn::InstructionRequest::kRegister:
        Register(request.register_());
        response.mutable_register_();
        return response;
      case fn::InstructionRequest::kProcessBundleProgress: {
        const std::string& bundle = request.process_bundle_progress().instruction_id();
        const auto processor = processors_.Find(bundle);
        // It may have ended meanwhile, or not have begun: there is nothing to say then.
        auto& progress = *response.mutable_process_bundle_progress();
        if (processor != nullptr) progress = processor->Progress(bundle);
        return response;
      }
      case fn::InstructionRequest::kProcessBundleSplit: {
        const auto processor = processors_.Find(request.process_bundle_split().instruction_id());
        auto& split = *response.mutable_process_bundle_split();
        if (processor != nullptr) split = processor->Split(request.process_bundle_split());
        return response;
      }
      case fn::InstructionRequest::kFinalizeBundle:
        finalizations_.Take(request.finalize_bundle().instruction_id()).Call();
        response.mutable_finalize_bundle();
        return response;
      case fn::InstructionRequest::kMonitoringInfos:
        for (const std::string& id : request.monitoring_infos().monitoring_info_id()) {
          (*response.mutable_monitoring_infos()->mutable_monitoring_info())[id] =
              short_ids_.InfoOf(id);
        }
        return response;
      case fn::InstructionRequest::kHarnessMonitoringInfos:
        *response.mutable_harness_monitoring_infos() = Monitor();
        return response;
      default:
        throw Error(ErrorCode::kUnimplemented,
                    "a worker of this SDK does not know instruction " +
                        std::to_string(static_cast<int>(request.request_case())));
    }
  }

  fn::ProcessBundleResponse Process(const std::string& instruction_id,
                                    const fn::ProcessBundleRequest& request) {
    const std::string& descriptor_id = request.process_bundle_descriptor_id();
    try {
      const auto processor =
          processors_.Start(instruction_id, DescriptorOf(descriptor_id), services_);
      fn::ProcessBundleResponse response = processor->Process(instruction_id, request);
      streams_.inboxes().Close(instruction_id);
      if (response.requires_finalization()) {
        finalizations_.Put(instruction_id, processor->TakeFinalization());
      }
      processors_.Finish(instruction_id);
      return response;
    } catch (...) {
      LogFailure(instruction_id);  // While it is known where.
      streams_.inboxes().Close(instruction_id);
      processors_.Abandon(instruction_id,
                          [&](const Error& error) { LogError(error, instruction_id); });
      cache_.Clear();  // It may have state that the engine forgets.
      throw;
    }
  }

  WorkerStatus Look() {
    return {.worker_id = options_.worker_id,
            .age = std::chrono::steady_clock::now() - started_,
            .resident_bytes = ResidentBytes(),
            .bundles = processors_.Look(),
            .cache = cache_.Look(),
            .bytes_queued = streams_.inboxes().BytesOfBundles()};
  }

  fn::HarnessMonitoringInfosResponse Monitor() {
    MonitoringInfos infos;
    infos.Add(Look());
    fn::HarnessMonitoringInfosResponse response;
    short_ids_.Report(infos.infos(), *response.mutable_monitoring_data());
    return response;
  }

  void Register(const fn::RegisterRequest& request) {
    const std::lock_guard lock(descriptors_mutex_);
    for (const auto& descriptor : request.process_bundle_descriptor()) {
      descriptors_[descriptor.id()] =
          std::make_shared<const fn::ProcessBundleDescriptor>(descriptor);
    }
  }

  Processors::Descriptor DescriptorOf(const std::string& id) {
    {
      const std::lock_guard lock(descriptors_mutex_);
      const auto found = descriptors_.find(id);
      if (found != descriptors_.end()) return found->second;
    }
    grpc::ClientContext context;
    SetWorkerId(context, options_.worker_id);
    fn::GetProcessBundleDescriptorRequest request;
    request.set_process_bundle_descriptor_id(id);
    auto descriptor = std::make_shared<fn::ProcessBundleDescriptor>();
    model::Check(stub_->GetProcessBundleDescriptor(&context, request, descriptor.get()),
                 "get the bundle descriptor " + id, options_.control_endpoint);
    const std::lock_guard lock(descriptors_mutex_);
    return descriptors_[id] = std::move(descriptor);
  }

  void LogError(const Error& error, const std::string& instruction_id) {
    log_.Log({.severity = fn::LogEntry::Severity::ERROR,
              .text = error.what(),
              .instruction_id = instruction_id});
  }

  /// Inside a catch block: what made a bundle fail, in which step, and where it was thrown.
  void LogFailure(const std::string& instruction_id) {
    const ThrowTrace trace = ThrowTrace::OfCurrentException();
    const auto processor = processors_.Find(instruction_id);
    const bool has_step = processor != nullptr && trace.step.has_value();
    log_.Log({.severity = fn::LogEntry::Severity::ERROR,
              .text = exec::CurrentError().what(),
              .instruction_id = instruction_id,
              .transform_id = has_step ? processor->TransformId(*trace.step) : "",
              .trace = FrameText(trace.frames)});
  }

  const HarnessOptions options_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  LogStream log_;
  GraphSource graphs_;
  DataStreams streams_;
  StateClients state_;
  StateCache cache_;
  exec::SpillFile store_;
  ShortIds short_ids_;
  StepSampler sampler_;
  std::atomic<bool> hung_up_ = false;
  const WorkerServices services_;
  std::unique_ptr<fn::BeamFnControl::Stub> stub_;
  std::unique_ptr<grpc::ClientReaderWriter<fn::InstructionResponse, fn::InstructionRequest>>
      control_;
  std::mutex write_mutex_;
  std::mutex descriptors_mutex_;
  std::map<std::string, Processors::Descriptor> descriptors_;
  Processors processors_;
  Finalizations finalizations_;
  BundleThreads threads_;
  std::optional<StatusStream> status_;  ///< Looks at all the others: it ends first.
};

}  // namespace

void RunHarness(const HarnessOptions& options, BuildPipeline build, const std::stop_token& stop) {
  Harness(options, std::move(build)).Run(stop);
}

}  // namespace beam::worker
