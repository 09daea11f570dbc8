#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/direct/bundle_input.h"
#include "beam/direct/plan.h"
#include "beam/direct/shuffle/shuffle_partition.h"
#include "beam/direct/stage_queue.h"
#include "beam/direct/trace.h"
#include "beam/exec/metrics.h"
#include "beam/exec/spill_file.h"
#include "beam/exec/splittable/splittable.h"

namespace beam::direct {

/// How a Scheduler runs.
struct SchedulerOptions {
  std::size_t num_workers = 1;
  bool encode_every_edge = false;
  std::size_t memory_limit = 1 << 30;  ///< In bytes; what groups need beyond goes to disk.
  std::filesystem::path temp_folder = "/tmp";
  std::function<bool()> cancelled = [] { return false; };  ///< Asked between elements.
  Trace* trace = nullptr;                                  ///< Told of every task, if there is one.
};

/// Hands bundles of waiting elements to workers until every stage is done. A worker always takes
/// the waiting stage that is furthest downstream, so that queues stay short; a bundle that fills a
/// queue beyond its limit makes its worker run what waits downstream before it goes on. A worker
/// that finds nothing takes half of what a running bundle has not begun, or has its element split.
class Scheduler {
 public:
  /// `plan` must outlive the scheduler.
  Scheduler(const Plan& plan, SchedulerOptions options);
  ~Scheduler();

  /// Runs bundles on the calling thread until the job ends; called once on each worker thread.
  void Work();

  /// Waits until every worker is through or `seconds` have passed; true when they are.
  bool WaitFor(double seconds);

  /// What all bundles counted until now.
  MetricsSnapshot Metrics();

  /// What went to disk, compressed.
  std::uint64_t spilled_bytes() const { return spill_file_.bytes_written(); }

  /// The first failure, if there was one. Valid once the workers are through.
  const std::optional<Error>& error() const { return error_; }
  /// Whether the job stopped before its end because it was cancelled.
  bool stopped_early() const { return !error_.has_value() && open_stages_ > 0; }

 private:
  class Worker;
  class GroupSink;

  /// How finely a GroupByKey is divided for its readers; any number gives the same result.
  static constexpr std::size_t kNumPartitions = 64;

  /// A bundle at work.
  struct Running {
    Running(std::size_t of_stage, std::vector<std::unique_ptr<exec::Buffer>> elements)
        : stage(of_stage), input(std::move(elements)) {}

    /// What the elements that are not begun may take, by what those took that are.
    double SecondsWaiting() const;
    /// How much of the element at work could be split off, in a unit of the step's own.
    double Remaining() const;

    const std::size_t stage;
    BundleInput input;
    const Trace::Clock::time_point start = Trace::Clock::now();
    exec::Splittable* splittable = nullptr;  ///< Null unless the element at work may be split.
  };

  struct StageState {
    StageQueue queue = {};
    BundleSizer sizer = {};
    std::size_t running = 0;        ///< Bundles and partitions at work.
    std::size_t open_upstream = 0;  ///< Stages that may still write here.
    std::size_t deferred = 0;       ///< Elements that wait for their time.
    std::size_t open_waits = 0;     ///< Stages that must be done before this one runs.
    bool done = false;
    std::vector<std::unique_ptr<ShufflePartition>> partitions = {};  ///< Of a GroupByKey.
    std::size_t next_partition = 0;  ///< The first that nobody has read yet.
    std::size_t spilling = 0;        ///< Partitions on their way to disk, which cannot be read now.

    bool HasPartitionToRead() const {
      return open_upstream == 0 && spilling == 0 && next_partition < partitions.size();
    }
  };

  /// The stage furthest downstream, not before `first`, that has elements waiting and may run.
  std::optional<std::size_t> PickBundle(std::size_t first) const;
  /// The stage furthest downstream that has groups to read.
  std::optional<std::size_t> PickPartition() const;
  /// Puts a part of some running bundle's work back into its stage's queue; false when there is
  /// none to be had.
  bool DivideWork();
  /// The bundle that has run for a while and has most to give away of one kind; null without any.
  Running* MostOf(double (Running::*work)() const) const;
  /// Run one task; `lock` is held before and after.
  void RunBundle(std::unique_lock<std::mutex>& lock, Worker& worker, std::size_t stage);
  void ReadPartition(std::unique_lock<std::mutex>& lock, Worker& worker, std::size_t stage);
  void ReadGroups(ShufflePartition& partition, Worker& worker, std::size_t stage);
  /// Books the end of a task.
  void EndTask(std::size_t stage, std::optional<Error> error);

  void Put(Worker& worker, std::size_t stage, std::unique_ptr<exec::Buffer> buffer);
  void Put(std::size_t stage, std::size_t partition, std::string records);
  /// Puts a buffer into the queue of its stage when its time has come.
  void Defer(std::size_t stage, std::unique_ptr<exec::Buffer> buffer,
             Trace::Clock::time_point ready_at);
  void TakeUpDeferred();
  /// Waits for whatever there is to do next.
  void WaitForWork(std::unique_lock<std::mutex>& lock);
  /// Makes room; false when no partition has anything in memory that could go.
  bool SpillLargestPartition();
  void AddMetrics(exec::BundleMetrics& metrics);
  /// Marks `stage` and those behind it as done where nothing can come any more.
  void CloseIfDone(std::size_t stage);
  void Fail(Error error);
  bool Stopping() const { return stopping_ || options_.cancelled(); }
  const std::string& LabelOf(std::size_t stage) const { return labels_[plan_.stages[stage].root]; }

  const Plan& plan_;
  const SchedulerOptions options_;
  const std::size_t max_queue_bytes_;
  const bool encode_every_edge_;
  std::vector<std::string> labels_;
  exec::SpillFile spill_file_;  ///< Outlives whatever was spilled to it.
  ShuffleMemory shuffle_memory_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<StageState>> stages_;
  std::vector<Running*> running_;
  /// A buffer that waits for its time.
  struct Deferred {
    std::size_t stage;
    std::unique_ptr<exec::Buffer> buffer;
  };
  std::multimap<Trace::Clock::time_point, Deferred> deferred_;
  std::size_t open_stages_ = 0;
  std::size_t workers_left_;
  std::size_t workers_started_ = 0;
  MetricsSnapshot metrics_;
  std::optional<Error> error_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace beam::direct
