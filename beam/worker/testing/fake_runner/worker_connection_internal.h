#pragma once

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "beam/model/fn_internal.h"

namespace beam::fake_runner {

/// The engine's end of the Fn API for one worker: services on a port of this machine. All functions
/// may be called by several threads.
class WorkerConnection {
 public:
  /// Told of what the worker asks and says, by the services' threads.
  struct Hooks {
    std::function<model::fn::StateResponse(const model::fn::StateRequest&)> answer_state;
    std::function<void(const model::fn::LogEntry&)> take_log;
  };
  /// What a bundle has put out, by transform; timers by transform and family.
  struct Output {
    std::map<std::string, std::string> data;
    std::map<std::pair<std::string, std::string>, std::string> timers;
  };

  WorkerConnection(std::string worker_id, Hooks hooks);
  /// Hangs up, by which the worker ends.
  ~WorkerConnection();
  WorkerConnection(const WorkerConnection&) = delete;
  WorkerConnection& operator=(const WorkerConnection&) = delete;

  const std::string& endpoint() const;

  /// Has the worker pool at `endpoint` start the worker. Throws what the call fails with.
  void StartIn(const std::string& endpoint);

  /// What the worker may ask for by id.
  void AddDescriptor(const model::fn::ProcessBundleDescriptor& descriptor);

  /// Sends a request, with an id of its own, once the worker is there. The future throws
  /// unavailable when the worker hangs up before it answers.
  std::future<model::fn::InstructionResponse> Send(model::fn::InstructionRequest& request);

  /// Sends elements and timers of a bundle; nothing if it has been answered already, since a bundle
  /// that fails, or is split, reads no further.
  void SendElements(const std::string& instruction_id, const model::fn::Elements& elements);

  /// Waits until `num_ends` outputs of a bundle that was answered have come to their end, and takes
  /// them. Throws unavailable when the worker hangs up before that.
  Output TakeOutput(const std::string& instruction_id, std::size_t num_ends);
  /// Forgets what a bundle has put out.
  void Discard(const std::string& instruction_id);

  /// Ends the worker's life: what is waited for fails.
  void HangUp();

 private:
  class Service;
  std::unique_ptr<Service> service_;
};

}  // namespace beam::fake_runner
