#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <thread>

#include "beam/base/utf8.h"
#include "beam/model/channel_internal.h"
#include "beam/worker/log_stream_internal.h"
#include "beam/worker/worker_id_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

}  // namespace

class LogStream::Connection {
 public:
  Connection(const std::string& endpoint, const std::string& worker_id)
      : stub_(fn::BeamFnLogging::NewStub(model::Connect(endpoint))) {
    SetWorkerId(context_, worker_id);
    stream_ = stub_->Logging(&context_);
    // The engine answers only by hanging up, when it has everything.
    reader_ = std::thread([this] {
      fn::LogControl control;
      while (stream_->Read(&control)) {
      }
      const std::lock_guard lock(mutex_);
      has_ended_ = true;
      ended_.notify_all();
    });
  }

  ~Connection() {
    {
      std::unique_lock lock(mutex_);
      stream_->WritesDone();
      ended_.wait_for(lock, std::chrono::milliseconds(100), [this] { return has_ended_; });
    }
    context_.TryCancel();
    reader_.join();
    stream_->Finish();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool Write(const fn::LogEntry::List& entries) {
    const std::lock_guard lock(mutex_);
    return !has_ended_ && stream_->Write(entries);
  }

 private:
  std::unique_ptr<fn::BeamFnLogging::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<fn::LogEntry::List, fn::LogControl>> stream_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool has_ended_ = false;
  std::thread reader_;
};

LogStream::LogStream(const std::string& endpoint, const std::string& worker_id) {
  if (!endpoint.empty()) connection_ = std::make_unique<Connection>(endpoint, worker_id);
}

LogStream::~LogStream() = default;

void LogStream::Log(fn::LogEntry::Severity::Enum severity, const std::string& message,
                    const std::string& instruction_id, const std::string& transform_id) {
  fn::LogEntry::List entries;
  fn::LogEntry& entry = *entries.add_log_entries();
  entry.set_severity(severity);
  entry.set_message(PrintableUtf8(message));
  entry.set_instruction_id(instruction_id);
  entry.set_transform_id(transform_id);
  *entry.mutable_timestamp() = google::protobuf::util::TimeUtil::GetCurrentTime();
  if (connection_ != nullptr && connection_->Write(entries)) return;
  std::cerr << "worker: " << message << "\n";
}

}  // namespace beam::worker
