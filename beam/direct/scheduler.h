#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/direct/plan.h"
#include "beam/direct/stage_instance.h"
#include "beam/direct/stage_queue.h"
#include "beam/exec/metrics.h"

namespace beam::direct {

/// Hands bundles of waiting elements to workers until every stage is done. A worker always takes
/// the waiting stage that is furthest downstream, so that queues stay short; a bundle that fills a
/// queue beyond its limit makes its worker run what waits downstream before it goes on.
class Scheduler {
 public:
  /// `plan` must outlive the scheduler. `cancelled` is asked between elements.
  Scheduler(const Plan& plan, std::size_t num_workers, bool encode_every_edge,
            std::function<bool()> cancelled);
  ~Scheduler();

  /// Runs bundles on the calling thread until the job ends; called once on each worker thread.
  void Work();

  /// Waits until every worker is through or `seconds` have passed; true when they are.
  bool WaitFor(double seconds);

  /// What all bundles counted until now.
  MetricsSnapshot Metrics();

  /// The first failure, if there was one. Valid once the workers are through.
  const std::optional<Error>& error() const { return error_; }
  /// Whether the job stopped before its end because it was cancelled.
  bool stopped_early() const { return !error_.has_value() && open_stages_ > 0; }

 private:
  class Worker;

  struct Partition {
    std::mutex mutex;
    std::unique_ptr<exec::Grouping> grouping;
  };
  /// How finely a GroupByKey is divided for its readers; any number gives the same result.
  static constexpr std::size_t kNumPartitions = 64;
  /// A Reshuffle's queue beyond this makes its writers help.
  static constexpr std::size_t kMaxQueueBytes = 32 << 20;

  struct StageState {
    StageQueue queue;
    BundleSizer sizer;
    std::size_t running = 0;        ///< Bundles at work.
    std::size_t open_upstream = 0;  ///< Stages that may still write here.
    bool done = false;
    std::array<Partition, kNumPartitions> partitions;  ///< Of a GroupByKey.
  };

  /// The waiting stage furthest downstream, not before `first`; kNoStage when none waits.
  std::size_t PickStage(std::size_t first) const;
  /// Runs one bundle; `lock` is held before and after.
  void RunBundle(std::unique_lock<std::mutex>& lock, Worker& worker, std::size_t stage);
  void Put(Worker& worker, std::size_t stage, std::unique_ptr<exec::Buffer> buffer);
  void Put(std::size_t stage, std::size_t partition, std::unique_ptr<exec::GroupingBlock> block);
  /// Marks `stage` and those behind it as done where nothing can come any more.
  void CloseIfDone(std::size_t stage);
  void OpenGroups(std::size_t stage);
  void Fail(Error error);
  bool Stopping() const { return stopping_ || cancelled_(); }

  const Plan& plan_;
  const std::size_t num_workers_;
  const bool encode_every_edge_;
  const std::function<bool()> cancelled_;
  std::vector<std::string> labels_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<StageState>> stages_;
  std::size_t open_stages_ = 0;
  std::size_t workers_left_;
  MetricsSnapshot metrics_;
  std::optional<Error> error_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace beam::direct
