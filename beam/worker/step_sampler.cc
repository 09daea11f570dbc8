#include "beam/worker/step_sampler.h"

namespace beam::worker {

StepSampler::Watch::Watch(StepSampler& sampler) : sampler_(sampler), step_(exec::current_step) {
  const std::lock_guard lock(sampler_.mutex_);
  sampler_.watches_.insert(this);
  sampler_.changed_.notify_all();
}

StepSampler::Watch::~Watch() {
  const std::lock_guard lock(sampler_.mutex_);
  sampler_.watches_.erase(this);
}

StepSampler::Times StepSampler::Watch::Look() const {
  const std::lock_guard lock(sampler_.mutex_);
  return times_;
}

void StepSampler::Watch::Sample(std::chrono::nanoseconds passed) {
  const exec::StepContext* step = std::atomic_ref(step_).load(std::memory_order_relaxed);
  if (step == nullptr) return;  // Between steps: it waits for the engine.
  times_[{step->step, phase_.load(std::memory_order_relaxed)}] += passed;
}

StepSampler::StepSampler(std::chrono::milliseconds interval)
    : interval_(interval), thread_([this] { Run(); }) {}

StepSampler::~StepSampler() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void StepSampler::Run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    if (watches_.empty()) {
      changed_.wait(lock, [this] { return ending_ || !watches_.empty(); });
      continue;
    }
    const auto before = std::chrono::steady_clock::now();
    changed_.wait_for(lock, interval_, [this] { return ending_; });
    const auto passed = std::chrono::steady_clock::now() - before;
    for (Watch* watch : watches_) watch->Sample(passed);
  }
}

}  // namespace beam::worker
