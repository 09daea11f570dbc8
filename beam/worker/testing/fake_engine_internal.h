#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "beam/model/fn_internal.h"
#include "beam/pipeline/pipeline.h"
#include "beam/worker/bundle/graph_source.h"

namespace beam::worker::testing {

/// An engine's end of the Fn API, in the hands of a test: it sends a worker what the test says, and
/// keeps what the worker answers.
class FakeEngine {
 public:
  /// Listens on a port of this machine, for a worker that somebody starts.
  FakeEngine();
  /// The same, and starts a worker on a thread of its own.
  explicit FakeEngine(BuildPipeline build, const std::set<std::string>& runner_capabilities = {});
  /// Hangs up, and waits for its own worker to end.
  ~FakeEngine();
  FakeEngine(const FakeEngine&) = delete;
  FakeEngine& operator=(const FakeEngine&) = delete;

  const std::string& endpoint() const;

  /// Waits for a worker to connect; false when none does in that time.
  bool IsConnectedWithin(std::chrono::seconds patience);

  /// What GetProcessBundleDescriptor gives out.
  void AddDescriptor(const model::fn::ProcessBundleDescriptor& descriptor);

  /// Sends `request`, once a worker has connected; its answer, an error where the worker hangs up.
  std::future<model::fn::InstructionResponse> Send(const model::fn::InstructionRequest& request);
  /// Tells the worker to process a bundle of that descriptor.
  std::future<model::fn::InstructionResponse> Process(const std::string& instruction_id,
                                                      const std::string& descriptor_id);
  /// Sends elements for a transform, or timers of a family.
  void SendData(const std::string& instruction_id, const std::string& transform_id,
                const std::string& bytes, bool is_last);
  void SendTimers(const std::string& instruction_id, const std::string& transform_id,
                  const std::string& family, const std::string& bytes, bool is_last);

  /// Waits until the worker has said that a bundle's output is through; its bytes.
  std::string OutputOf(const std::string& instruction_id, const std::string& transform_id);
  std::string TimersOf(const std::string& instruction_id, const std::string& transform_id,
                       const std::string& family);
  /// Keeps no bytes of outputs from now on, but counts them.
  void CountOutputsOnly();
  std::size_t OutputBytes() const;

  /// The state under a key, whose pages have `page_bytes` at most.
  void SetState(const model::fn::StateKey& key, const std::string& bytes);
  std::string StateOf(const model::fn::StateKey& key) const;
  void SetPageBytes(std::size_t page_bytes);
  /// How many times state was read.
  int StateReads() const;

  /// How many messages have come over the data stream.
  int DataMessages() const;

  /// Asks what the worker does, under a name that was not used before; its answer.
  model::fn::WorkerStatusResponse AskStatus(const std::string& id);

  /// What the worker logged.
  std::vector<model::fn::LogEntry> Logs() const;

  /// Ends the control stream, as an engine that dies does.
  void HangUpControl();
  /// Waits for the worker to end; what it ended with, if that was an error.
  std::string WaitForWorker();

 private:
  class Service;
  std::unique_ptr<Service> service_;
};

/// A descriptor of those transforms of the pipeline (by label) as one stage: a source for what they
/// read from outside, a sink for what is read outside of them or by nobody. Sources and sinks are
/// called "source" and "sink" with the id of the PCollection: "source p3".
model::fn::ProcessBundleDescriptor StageOf(const Pipeline& pipeline,
                                           const std::vector<std::string>& labels,
                                           const std::string& endpoint,
                                           const std::vector<std::string>& arguments = {});

/// The only source, or sink, of a descriptor.
std::string SourceOf(const model::fn::ProcessBundleDescriptor& descriptor);
std::string SinkOf(const model::fn::ProcessBundleDescriptor& descriptor);

}  // namespace beam::worker::testing
