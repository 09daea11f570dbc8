#pragma once

#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "beam/model/fn_internal.h"

namespace beam::worker {

/// Asks an engine for state, over one stream that all bundles of a worker share.
class StateClient {
 public:
  /// Connects.
  StateClient(std::string endpoint, const std::string& worker_id);
  /// Hangs up.
  ~StateClient();
  StateClient(const StateClient&) = delete;
  StateClient& operator=(const StateClient&) = delete;

  /// Sends `request`, whose id it sets. The engine does what it is asked in the order in which it
  /// is asked. The future throws what the engine answers in place of an answer (internal), and
  /// unavailable when the stream is broken.
  std::future<model::fn::StateResponse> Send(model::fn::StateRequest request);

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

/// The state clients of a worker, by endpoint; made when they are first asked for.
class StateClients {
 public:
  explicit StateClients(std::string worker_id) : worker_id_(std::move(worker_id)) {}
  StateClient& To(const std::string& endpoint);

 private:
  const std::string worker_id_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<StateClient>> clients_;
};

}  // namespace beam::worker
