#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "beam/direct/scheduler.h"
#include "beam/direct/stage_instance.h"

namespace beam::direct {

/// One thread's own instances of the stages it has met, and the way from their ends to the queues
/// and partitions. What a bundle puts out is held back until the bundle is through, so that one
/// that fails has left nothing behind and can be tried again; a bundle that puts out very much, or
/// for long, is let go of in parts, and is then past trying again.
class Scheduler::Worker final : public StageOutputs {
 public:
  Worker(Scheduler& scheduler, std::size_t number);
  ~Worker() override;

  /// Runs a bundle, again after errors that may pass; returns how many elements went in. Throws
  /// what the last attempt threw.
  std::size_t RunBundle(std::size_t stage, const std::vector<std::unique_ptr<exec::Buffer>>& input);

  /// Ends the life of all operators.
  void Teardown();

  std::size_t number() const { return number_; }

  exec::BufferSink& QueueOf(std::size_t node) override;
  exec::GroupingSink& PartitionsOf(std::size_t node) override;

 private:
  struct Queue;
  struct Partitions;

  /// Something a bundle has put out: a buffer for a queue, or records for a partition.
  struct Output {
    std::size_t stage;
    std::unique_ptr<exec::Buffer> buffer;
    std::size_t partition;
    std::string records;
  };

  /// A bundle at work. Bundles nest when a worker helps downstream in the middle of one.
  struct Bundle {
    Bundle(Worker& worker, std::size_t num_steps);
    ~Bundle();
    Bundle(const Bundle&) = delete;
    Bundle& operator=(const Bundle&) = delete;

    Worker& worker;
    Bundle* outer;
    exec::BundleMetrics metrics;
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::vector<Output> held = {};
    std::size_t held_bytes = 0;
    bool released = false;
  };

  void Put(Output output, std::size_t bytes);
  /// Hands on what `bundle` has put out and counted until now.
  void Release(Bundle& bundle);
  std::size_t RunAttempt(std::size_t stage, const std::vector<std::unique_ptr<exec::Buffer>>& input,
                         Bundle& bundle);
  /// Throws away the stage's operators, which may be in any state after an error.
  void Drop(std::size_t stage);
  void WaitBeforeAttempt(int attempt) const;

  Scheduler& scheduler_;
  const std::size_t number_;
  Bundle* bundle_ = nullptr;
  std::map<std::size_t, std::unique_ptr<Queue>> queues_;
  std::map<std::size_t, std::unique_ptr<Partitions>> partitions_;
  std::vector<std::unique_ptr<StageInstance>> instances_;
};

}  // namespace beam::direct
