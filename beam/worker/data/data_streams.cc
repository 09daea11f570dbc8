#include <grpcpp/grpcpp.h>

#include <climits>
#include <thread>
#include <utility>

#include "beam/model/channel_internal.h"
#include "beam/worker/data/data_streams_internal.h"
#include "beam/worker/data/mixed_elements.h"
#include "beam/worker/worker_id_internal.h"
#include "org/apache/beam/model/fn_execution/v1/beam_fn_api.grpc.pb.h"

namespace beam::worker {
namespace {

namespace fn = model::fn;

}  // namespace

class DataStream::Connection {
 public:
  Connection(std::string endpoint, const std::string& worker_id, Inboxes& inboxes)
      : endpoint_(std::move(endpoint)),
        inboxes_(inboxes),
        stub_(fn::BeamFnData::NewStub(model::Connect(endpoint_))) {
    SetWorkerId(context_, worker_id);
    stream_ = stub_->Data(&context_);
    reader_ = std::thread([this] { Read(); });
  }

  ~Connection() {
    context_.TryCancel();
    reader_.join();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void Write(const fn::Elements& elements) {
    if (elements.ByteSizeLong() > INT_MAX) {
      throw Error(ErrorCode::kResourceExhausted,
                  "an element is more than the 2 GiB that Beam's messages may have: " +
                      std::to_string(elements.ByteSizeLong()) + " bytes");
    }
    const std::lock_guard lock(write_mutex_);
    if (!stream_->Write(elements)) {
      throw Error(ErrorCode::kUnavailable, "the engine hung up the data stream: " + endpoint_);
    }
  }

 private:
  void Read() {
    fn::Elements elements;
    while (stream_->Read(&elements)) {
      for (fn::Elements::Data& data : *elements.mutable_data()) {
        Put(data.instruction_id(), {.transform_id = std::move(*data.mutable_transform_id()),
                                    .bytes = std::move(*data.mutable_data()),
                                    .is_last = data.is_last()});
      }
      for (fn::Elements::Timers& timers : *elements.mutable_timers()) {
        Put(timers.instruction_id(),
            {.transform_id = std::move(*timers.mutable_transform_id()),
             .timer_family_id = std::move(*timers.mutable_timer_family_id()),
             .is_timers = true,
             .bytes = std::move(*timers.mutable_timers()),
             .is_last = timers.is_last()});
      }
    }
    const grpc::Status status = stream_->Finish();
    const std::string why = status.ok() ? "the engine closed it" : status.error_message();
    inboxes_.Fail(
        Error(ErrorCode::kUnavailable, "the data stream has ended: " + endpoint_ + ": " + why));
  }

  void Put(const std::string& instruction_id, Block block) {
    const std::shared_ptr<Inbox> inbox = inboxes_.Of(instruction_id);
    if (inbox != nullptr) inbox->Put(std::move(block));
  }

  const std::string endpoint_;
  Inboxes& inboxes_;
  std::unique_ptr<fn::BeamFnData::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<fn::Elements, fn::Elements>> stream_;
  std::mutex write_mutex_;
  std::thread reader_;
};

DataStream::DataStream(std::string endpoint, const std::string& worker_id, Inboxes& inboxes)
    : connection_(std::make_unique<Connection>(std::move(endpoint), worker_id, inboxes)) {}

DataStream::~DataStream() = default;

void DataStream::Write(const fn::Elements& elements) {
  connection_->Write(elements);
}

DataStream& DataStreams::To(const std::string& endpoint) {
  const std::lock_guard lock(mutex_);
  std::unique_ptr<DataStream>& stream = streams_[endpoint];
  if (stream == nullptr) stream = std::make_unique<DataStream>(endpoint, worker_id_, inboxes_);
  return *stream;
}

std::string* DataOutput::AddTo(fn::Elements& elements, bool is_last) const {
  if (timer_family_id_.has_value()) {
    fn::Elements::Timers& timers = *elements.add_timers();
    timers.set_instruction_id(instruction_id_);
    timers.set_transform_id(transform_id_);
    timers.set_timer_family_id(*timer_family_id_);
    timers.set_is_last(is_last);
    return timers.mutable_timers();
  }
  fn::Elements::Data& data = *elements.add_data();
  data.set_instruction_id(instruction_id_);
  data.set_transform_id(transform_id_);
  data.set_is_last(is_last);
  return data.mutable_data();
}

void DataOutput::Send(std::string& bytes) {
  fn::Elements elements;
  std::string& data = *AddTo(elements, /*is_last=*/false);
  Mix(bytes);
  data.swap(bytes);
  stream_.Write(elements);
  has_sent_ = true;
  data.swap(bytes);  // Its memory is used again.
}

void DataOutput::Mix(std::string& bytes) {
  if (mixing_.has_value()) bytes = Mixed(bytes, ends(), *mixing_);
}

void DataOutput::AddLast(fn::Elements& elements) {
  Mix(bytes());
  if (!bytes().empty()) *AddTo(elements, /*is_last=*/false) = bytes();
  AddTo(elements, /*is_last=*/true);
  Discard();
}

}  // namespace beam::worker
