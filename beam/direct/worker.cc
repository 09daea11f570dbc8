#include "beam/direct/worker.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "beam/exec/step_error.h"

namespace beam::direct {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kMaxAttempts = 4;
constexpr std::chrono::milliseconds kFirstWait{100};
constexpr std::size_t kMaxHeldBytes = 4 << 20;
constexpr std::chrono::milliseconds kMaxHeldFor{100};

}  // namespace

struct Scheduler::Worker::Queue final : exec::BufferSink {
  Queue(Worker& of_worker, std::size_t of_stage) : worker(of_worker), stage(of_stage) {}
  void Put(std::unique_ptr<exec::Buffer> buffer) override {
    const std::size_t bytes = buffer->bytes();
    worker.Put({.stage = stage, .buffer = std::move(buffer), .partition = 0, .records = {}}, bytes);
  }
  Worker& worker;
  std::size_t stage;
};

struct Scheduler::Worker::Partitions final : exec::GroupingSink {
  Partitions(Worker& of_worker, std::size_t of_stage) : worker(of_worker), stage(of_stage) {}
  void Put(std::size_t partition, std::string records) override {
    const std::size_t bytes = records.size();
    worker.Put(
        {.stage = stage, .buffer = nullptr, .partition = partition, .records = std::move(records)},
        bytes);
  }
  Worker& worker;
  std::size_t stage;
};

Scheduler::Worker::Bundle::Bundle(Worker& of_worker, std::size_t num_steps)
    : worker(of_worker), outer(std::exchange(of_worker.bundle_, this)), metrics(num_steps) {}

Scheduler::Worker::Bundle::~Bundle() {
  worker.bundle_ = outer;
}

Scheduler::Worker::Worker(Scheduler& scheduler, std::size_t number)
    : scheduler_(scheduler), number_(number), instances_(scheduler.plan_.stages.size()) {}

Scheduler::Worker::~Worker() = default;

void Scheduler::Worker::RunBundle(Running& running) {
  int attempt = 1;
  do {
    const std::size_t start = running.input.begun();
    if (TryBundle(running, attempt)) {
      attempt = 1;
    } else {
      WaitBeforeAttempt(attempt++);
      running.input.Rewind(start);
    }
  } while (running.input.waiting() > 0 && !scheduler_.Stopping());
}

bool Scheduler::Worker::TryBundle(Running& running, int attempt) {
  Bundle bundle(*this, scheduler_.labels_.size());
  try {
    RunAttempt(running, bundle);
    Release(bundle);
    bundle.finalization.Call();
    return true;
  } catch (...) {
    const Error error = exec::CurrentError();
    OpenToSplit(running, nullptr);
    Drop(running.stage);
    const bool may_pass = error.code() == ErrorCode::kUnavailable && !bundle.released;
    if (!may_pass || scheduler_.Stopping()) throw;
    if (attempt < kMaxAttempts) return false;
    throw error.WithContext("after " + std::to_string(kMaxAttempts) + " attempts");
  }
}

void Scheduler::Worker::RunAttempt(Running& running, Bundle& bundle) {
  std::unique_ptr<StageInstance>& instance = instances_[running.stage];
  if (instance == nullptr) {
    instance = std::make_unique<StageInstance>(
        scheduler_.plan_, running.stage, scheduler_.encode_every_edge_, kNumPartitions, *this);
  }
  exec::Splittable* splittable = instance->splittable();
  OpenToSplit(running, splittable);
  instance->RunBundle(running.input,
                      {.metrics = bundle.metrics,
                       .store = scheduler_.spill_file_,
                       .finalization = &bundle.finalization},
                      [&] { return bundle.is_full || scheduler_.Stopping(); });
  OpenToSplit(running, nullptr);
  if (splittable == nullptr) return;
  for (auto& [work, delay] : splittable->TakeDeferred()) {
    bundle.held.push_back({.stage = running.stage,
                           .buffer = std::move(work),
                           .partition = 0,
                           .records = {},
                           .ready_at = Clock::now() + std::chrono::microseconds(delay.micros)});
  }
}

void Scheduler::Worker::OpenToSplit(Running& running, exec::Splittable* splittable) {
  if (running.splittable == splittable) return;
  const std::lock_guard lock(scheduler_.mutex_);
  running.splittable = splittable;
}

void Scheduler::Worker::Drop(std::size_t stage) {
  const std::unique_ptr<StageInstance> instance = std::move(instances_[stage]);
  if (instance == nullptr) return;
  try {
    instance->Teardown();
  } catch (...) {
    // Operators that failed may fail here once more; the first failure is the one that is told.
    return;
  }
}

void Scheduler::Worker::WaitBeforeAttempt(int attempt) const {
  const Clock::time_point end = Clock::now() + kFirstWait * (1 << (2 * (attempt - 1)));
  while (Clock::now() < end && !scheduler_.Stopping()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void Scheduler::Worker::Teardown() {
  for (auto& instance : instances_) {
    if (instance == nullptr) continue;
    try {
      instance->Teardown();
    } catch (...) {
      const std::lock_guard lock(scheduler_.mutex_);
      scheduler_.Fail(exec::CurrentError());
    }
  }
}

void Scheduler::Worker::Put(Output output, std::size_t bytes) {
  Bundle& bundle = *bundle_;
  bundle.held.push_back(std::move(output));
  bundle.held_bytes += bytes;
  const auto held_for = Clock::now() - bundle.start;
  bundle.is_full = bundle.held_bytes >= kMaxHeldBytes || held_for >= kMaxHeldFor;
  if (bundle.held_bytes >= 2 * kMaxHeldBytes || held_for >= 2 * kMaxHeldFor) Release(bundle);
}

void Scheduler::Worker::Release(Bundle& bundle) {
  bundle.held_bytes = 0;
  bundle.released = true;
  scheduler_.AddMetrics(bundle.metrics);
  for (Output& output : std::exchange(bundle.held, {})) {
    if (output.ready_at != Clock::time_point{}) {
      scheduler_.Defer(output.stage, std::move(output.buffer), output.ready_at);
    } else if (output.buffer != nullptr) {
      scheduler_.Put(*this, output.stage, std::move(output.buffer));
    } else {
      scheduler_.Put(output.stage, output.partition, std::move(output.records));
    }
  }
}

exec::BufferSink& Scheduler::Worker::QueueOf(std::size_t node) {
  auto& sink = queues_[node];
  if (sink == nullptr) sink = std::make_unique<Queue>(*this, scheduler_.plan_.stage_of_root[node]);
  return *sink;
}

exec::GroupingSink& Scheduler::Worker::PartitionsOf(std::size_t node) {
  auto& sink = partitions_[node];
  if (sink == nullptr) {
    sink = std::make_unique<Partitions>(*this, scheduler_.plan_.stage_of_root[node]);
  }
  return *sink;
}

}  // namespace beam::direct
