#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
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

  /// A bundle, which runs on this thread from here to the end of the watch's life. Its operators
  /// outlive it.
  class Watch {
   public:
    explicit Watch(StepSampler& sampler);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    void SetPhase(Phase phase) { phase_.store(phase, std::memory_order_relaxed); }
    /// The time in each step and phase until now. From any thread.
    Times Look() const;

   private:
    friend class StepSampler;
    /// Notes that `passed` has gone by since the last look.
    void Sample(std::chrono::nanoseconds passed);

    StepSampler& sampler_;
    const exec::StepContext*& step_;  ///< The thread's own.
    std::atomic<Phase> phase_ = Phase::kStart;
    Times times_;  ///< Guarded by the sampler's mutex.
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
