#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "beam/exec/wire/wire_output.h"
#include "beam/model/fn_internal.h"
#include "beam/worker/data/inbox.h"

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

/// One output of a bundle on its way to the engine: the elements of a PCollection, or the timers of
/// a family that were set.
class DataOutput final : public exec::WireOutput {
 public:
  /// Of elements. `stream` outlives this.
  DataOutput(DataStream& stream, std::string transform_id)
      : DataOutput(stream, std::move(transform_id), std::nullopt) {}
  /// Of timers, where there is a family.
  DataOutput(DataStream& stream, std::string transform_id,
             std::optional<std::string> timer_family_id)
      : stream_(stream),
        transform_id_(std::move(transform_id)),
        timer_family_id_(std::move(timer_family_id)) {}

  DataStream& stream() const { return stream_; }
  /// Puts the elements of each message into a random order from now on, the same one each time.
  void MixElements() {
    mixing_.emplace();
    KeepEnds();
  }
  /// What follows belongs to that bundle.
  void StartBundle(const std::string& instruction_id) {
    instruction_id_ = instruction_id;
    Discard();
    has_sent_ = false;
  }
  /// Whether something of this bundle has been sent.
  bool has_sent() const { return has_sent_; }
  /// Appends what has not been sent, and the mark of the end.
  void AddLast(model::fn::Elements& elements);

 private:
  void Send(std::string& bytes) override;
  void Mix(std::string& bytes);
  /// Adds a message without bytes to `elements`; where its bytes go.
  std::string* AddTo(model::fn::Elements& elements, bool is_last) const;

  DataStream& stream_;
  const std::string transform_id_;
  const std::optional<std::string> timer_family_id_;
  std::optional<std::mt19937_64> mixing_;  ///< Nothing where elements stay in their order.
  std::string instruction_id_;
  bool has_sent_ = false;
};

}  // namespace beam::worker
