#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>
#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <thread>

#include "beam/base/utf8.h"
#include "beam/model/channel_internal.h"
#include "beam/worker/status/log_stream_internal.h"
#include "beam/worker/worker_id_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

std::string NameOfThisThread() {
  char name[16] = {};  // The longest that Linux has.
  pthread_getname_np(pthread_self(), name, sizeof(name));
  return PrintableUtf8(name);
}

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

void LogStream::Log(const LogMessage& message) {
  fn::LogEntry::List entries;
  fn::LogEntry& entry = *entries.add_log_entries();
  entry.set_severity(message.severity);
  entry.set_message(PrintableUtf8(message.text));
  entry.set_instruction_id(message.instruction_id);
  entry.set_transform_id(message.transform_id);
  entry.set_trace(PrintableUtf8(message.trace));
  entry.set_thread(NameOfThisThread());
  *entry.mutable_timestamp() = google::protobuf::util::TimeUtil::GetCurrentTime();
  if (connection_ != nullptr && connection_->Write(entries)) return;
  std::cerr << "worker: " + message.text + "\n" + message.trace;
}

}  // namespace beam::worker
