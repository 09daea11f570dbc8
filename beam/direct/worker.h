#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "beam/direct/scheduler.h"
#include "beam/direct/stage_instance.h"
#include "beam/exec/bundle_finalizer.h"

namespace beam::direct {

/// One thread's own instances of the stages it has met, and the way from their ends to the queues
/// and partitions. What a bundle puts out is held back until the bundle is through, so that one
/// that fails has left nothing behind and can be tried again. A bundle that has put out much, or
/// for long, ends after the element at work, and the rest of its input is another bundle; when that
/// one element goes on and on, its output is let go of, and it is past trying again.
class Scheduler::Worker final : public StageOutputs {
 public:
  Worker(Scheduler& scheduler, std::size_t number);
  ~Worker() override;

  /// Runs the elements as one bundle or several, each of them again after errors that may pass.
  /// Throws what the last attempt threw.
  void RunBundle(Running& running);

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
    std::chrono::steady_clock::time_point ready_at = {};  ///< The buffer waits until then.
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
    exec::BundleFinalization finalization = {};
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    std::vector<Output> held = {};
    std::size_t held_bytes = 0;
    bool is_full = false;   ///< Ends after the element at work.
    bool released = false;  ///< Something has left it.
  };

  void Put(Output output, std::size_t bytes);
  /// Hands on what `bundle` has put out and counted until now.
  void Release(Bundle& bundle);
  /// Runs what is left of the input as one bundle, up to where the bundle is full. False when it
  /// failed with what may pass; throws what does not.
  bool TryBundle(Running& running, int attempt);
  void RunAttempt(Running& running, Bundle& bundle);
  /// Lets others split the element that `splittable` has at work; null: no longer.
  void OpenToSplit(Running& running, exec::Splittable* splittable);
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
