#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "beam/exec/step_scope.h"

namespace beam::worker {

/// Finds out in which steps bundles spend their time: a thread of its own looks at them many times
/// a second. The bundles pay next to nothing for it.
class StepSampler {
 public:
  /// What a bundle is doing.
  enum class Phase { kStart, kProcess, kFinish };
  using Times = std::map<std::pair<std::size_t, Phase>, std::chrono::nanoseconds>;

  /// Where a bundle is.
  struct Place {
    std::optional<std::size_t> step = {};  ///< None between steps: it waits for the engine.
    Phase phase = Phase::kStart;
    std::chrono::nanoseconds stays{};  ///< Since it was in another place or made progress.
  };

  /// A bundle, which runs on this thread from here to the end of the watch's life. Its operators
  /// outlive it.
  class Watch {
   public:
    /// `progress` is a number that grows when the bundle gets on; other threads ask for it.
    explicit Watch(StepSampler& sampler, std::function<std::int64_t()> progress = {});
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    void SetPhase(Phase phase) { phase_.store(phase, std::memory_order_relaxed); }
    /// The time in each step and phase until now. From any thread.
    Times Look() const;
    /// Where it is. From any thread.
    Place Where() const;

   private:
    friend class StepSampler;
    /// Notes that `passed` has gone by since the last look.
    void Sample(std::chrono::nanoseconds passed);

    StepSampler& sampler_;
    const exec::StepContext*& step_;  ///< The thread's own.
    std::atomic<Phase> phase_ = Phase::kStart;
    const std::function<std::int64_t()> progress_;
    // Guarded by the sampler's mutex.
    Times times_;
    Place place_;
    std::int64_t last_progress_ = 0;
  };

  explicit StepSampler(std::chrono::milliseconds interval = std::chrono::milliseconds(10));
  ~StepSampler();
  StepSampler(const StepSampler&) = delete;
  StepSampler& operator=(const StepSampler&) = delete;

 private:
  void Run();

  const std::chrono::milliseconds interval_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::set<Watch*> watches_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace beam::worker
