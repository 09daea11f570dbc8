#include "beam/worker/status/step_sampler.h"

#include <utility>

namespace beam::worker {

StepSampler::Watch::Watch(StepSampler& sampler, std::function<std::int64_t()> progress)
    : sampler_(sampler), step_(exec::current_step), progress_(std::move(progress)) {
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

StepSampler::Place StepSampler::Watch::Where() const {
  const std::lock_guard lock(sampler_.mutex_);
  return place_;
}

void StepSampler::Watch::Sample(std::chrono::nanoseconds passed) {
  const exec::StepContext* context = std::atomic_ref(step_).load(std::memory_order_relaxed);
  const Phase phase = phase_.load(std::memory_order_relaxed);
  std::optional<std::size_t> step;
  if (context != nullptr) step = context->step;
  if (step.has_value()) times_[{*step, phase}] += passed;
  const std::int64_t progress = progress_ == nullptr ? 0 : progress_();
  const bool moved = step != place_.step || phase != place_.phase || progress != last_progress_;
  place_ = {step, phase, moved ? std::chrono::nanoseconds(0) : place_.stays + passed};
  last_progress_ = progress;
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
