#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "beam/exec/wire/wire_output.h"
#include "beam/model/fn_internal.h"
#include "beam/worker/inbox.h"

namespace beam::worker {

/// One data stream to an engine, which all bundles of a worker share: what arrives goes to their
/// inboxes.
class DataStream {
 public:
  /// Connects. `inboxes` outlives the stream.
  DataStream(std::string endpoint, const std::string& worker_id, Inboxes& inboxes);
  /// Hangs up.
  ~DataStream();
  DataStream(const DataStream&) = delete;
  DataStream& operator=(const DataStream&) = delete;

  /// Waits while the engine is slow to take it. Throws unavailable when the stream is broken, and
  /// resource_exhausted for more than a message may have.
  void Write(const model::fn::Elements& elements);

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

/// The data streams of a worker, by endpoint; made when they are first asked for.
class DataStreams {
 public:
  explicit DataStreams(std::string worker_id) : worker_id_(std::move(worker_id)) {}

  DataStream& To(const std::string& endpoint);
  Inboxes& inboxes() { return inboxes_; }

 private:
  const std::string worker_id_;
  Inboxes inboxes_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<DataStream>> streams_;
};

/// One output of a bundle on its way to the engine.
class DataOutput final : public exec::WireOutput {
 public:
  /// `stream` outlives this.
  DataOutput(DataStream& stream, std::string transform_id)
      : stream_(stream), transform_id_(std::move(transform_id)) {}

  DataStream& stream() const { return stream_; }
  /// What follows belongs to that bundle.
  void StartBundle(const std::string& instruction_id) {
    instruction_id_ = instruction_id;
    Discard();
  }
  /// Appends what has not been sent, and the mark of the end.
  void AddLast(model::fn::Elements& elements);

 private:
  void Send(std::string& bytes) override;
  model::fn::Elements::Data& AddTo(model::fn::Elements& elements) const;

  DataStream& stream_;
  const std::string transform_id_;
  std::string instruction_id_;
};

}  // namespace beam::worker
