#include "beam/direct/scheduler.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/direct/worker.h"
#include "beam/exec/step_error.h"

namespace beam::direct {
namespace {

using Clock = std::chrono::steady_clock;

/// A Reshuffle's queue beyond this makes its writers help.
constexpr std::size_t kMaxQueueBytes = 32 << 20;
/// A bundle that has run for less is not divided; the time between two looks for work to divide.
constexpr double kSecondsBeforeDividing = 0.01;
constexpr std::chrono::milliseconds kDividingInterval{5};
constexpr std::size_t kMinChunkBytes = 128;
constexpr std::size_t kMaxChunkBytes = 8 << 20;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::unique_ptr<exec::Buffer> OneImpulse() {
  auto buffer = std::make_unique<exec::ElementBuffer<Bytes>>();
  buffer->Add({Bytes{}, kMinTimestamp, {}});
  return buffer;
}

}  // namespace

/// Where the groups of a partition go: to the queue of the stage that they start.
class Scheduler::GroupSink final : public exec::BufferSink {
 public:
  GroupSink(Scheduler& scheduler, Worker& worker, std::size_t stage)
      : scheduler_(scheduler), worker_(worker), stage_(stage) {}
  void Put(std::unique_ptr<exec::Buffer> buffer) override {
    scheduler_.Put(worker_, stage_, std::move(buffer));
  }

 private:
  Scheduler& scheduler_;
  Worker& worker_;
  std::size_t stage_;
};

Scheduler::Scheduler(const Plan& plan, SchedulerOptions options)
    : plan_(plan),
      options_(std::move(options)),
      max_queue_bytes_(std::min(kMaxQueueBytes, options_.memory_limit / 8)),
      encode_every_edge_(options_.encode_every_edge),
      spill_file_(options_.temp_folder,
                  std::clamp(options_.memory_limit / 64, kMinChunkBytes, kMaxChunkBytes),
                  options_.memory_limit / (8 * options_.num_workers)),
      shuffle_memory_(options_.memory_limit),
      open_stages_(plan.stages.size()),
      workers_left_(options_.num_workers) {
  for (const Node& node : plan.graph->nodes()) labels_.push_back(node.label);
  for (const Stage& stage : plan.stages) {
    StageState& state = *stages_.emplace_back(std::make_unique<StageState>());
    state.open_upstream = stage.upstream.size();
    state.open_waits = stage.waits_for.size();
    const Node& root = plan.graph->nodes()[stage.root];
    if (root.primitive == Primitive::kImpulse) state.queue.Put(OneImpulse());
    if (root.grouping == nullptr) continue;
    for (std::size_t i = 0; i < kNumPartitions; ++i) {
      state.partitions.push_back(std::make_unique<ShufflePartition>(shuffle_memory_));
    }
  }
}

Scheduler::~Scheduler() = default;

void Scheduler::Work() {
  std::unique_lock lock(mutex_);
  Worker worker(*this, workers_started_++);
  while (!Stopping() && open_stages_ > 0) {
    TakeUpDeferred();
    if (const auto stage = PickBundle(0)) {
      RunBundle(lock, worker, *stage);
    } else if (const auto grouped = PickPartition()) {
      ReadPartition(lock, worker, *grouped);
    } else if (running_.empty() || !DivideWork()) {
      WaitForWork(lock);
    }
  }
  lock.unlock();
  worker.Teardown();
  lock.lock();
  --workers_left_;
  changed_.notify_all();
}

void Scheduler::WaitForWork(std::unique_lock<std::mutex>& lock) {
  if (!running_.empty()) {
    changed_.wait_for(lock, kDividingInterval);
  } else if (!deferred_.empty()) {
    changed_.wait_until(lock, deferred_.begin()->first);
  } else {
    changed_.wait(lock);
  }
}

bool Scheduler::WaitFor(double seconds) {
  std::unique_lock lock(mutex_);
  const bool done = changed_.wait_for(lock, std::chrono::duration<double>(seconds),
                                      [this] { return workers_left_ == 0; });
  if (Stopping()) changed_.notify_all();  // A signal handler cannot wake those who wait.
  return done;
}

MetricsSnapshot Scheduler::Metrics() {
  const std::lock_guard lock(mutex_);
  return metrics_;
}

std::optional<std::size_t> Scheduler::PickBundle(std::size_t first) const {
  for (std::size_t stage = stages_.size(); stage-- > first;) {
    if (stages_[stage]->queue.size() > 0 && stages_[stage]->open_waits == 0) return stage;
  }
  return std::nullopt;
}

std::optional<std::size_t> Scheduler::PickPartition() const {
  for (std::size_t stage = stages_.size(); stage-- > 0;) {
    if (stages_[stage]->HasPartitionToRead() && stages_[stage]->open_waits == 0) return stage;
  }
  return std::nullopt;
}

void Scheduler::RunBundle(std::unique_lock<std::mutex>& lock, Worker& worker, std::size_t stage) {
  StageState& state = *stages_[stage];
  const std::size_t count = state.sizer.Next(state.queue.size(), options_.num_workers);
  auto running = std::make_unique<Running>(stage, state.queue.Take(count));
  running_.push_back(running.get());
  ++state.running;
  lock.unlock();
  std::optional<Error> error;
  try {
    worker.RunBundle(*running);
  } catch (...) {
    error = exec::CurrentError();
  }
  const double seconds = SecondsSince(running->start);
  const std::size_t begun = running->input.begun();
  if (options_.trace != nullptr) {
    options_.trace->Add(LabelOf(stage), "bundle", worker.number(), running->start, begun);
  }
  lock.lock();
  std::erase(running_, running.get());
  lock.unlock();
  running.reset();  // What it holds may take a while to free.
  lock.lock();
  if (!error.has_value()) state.sizer.Record(begun, seconds);
  EndTask(stage, std::move(error));
}

bool Scheduler::DivideWork() {
  std::vector<std::unique_ptr<exec::Buffer>> parts;
  std::size_t stage = 0;
  if (Running* longest = MostOf(&Running::SecondsWaiting)) {
    stage = longest->stage;
    parts = longest->input.TakeHalf();
  } else if (Running* largest = MostOf(&Running::Remaining)) {
    stage = largest->stage;
    if (auto part = largest->splittable->Split()) parts.push_back(std::move(part));
  }
  for (auto& part : parts) stages_[stage]->queue.Put(std::move(part));
  return !parts.empty();
}

Scheduler::Running* Scheduler::MostOf(double (Running::*work)() const) const {
  Running* with_most = nullptr;
  double most = 0;
  for (Running* running : running_) {
    if (SecondsSince(running->start) < kSecondsBeforeDividing) continue;
    const double amount = (running->*work)();
    if (amount <= most) continue;
    most = amount;
    with_most = running;
  }
  return with_most;
}

double Scheduler::Running::SecondsWaiting() const {
  const auto begun = static_cast<double>(std::max<std::size_t>(input.begun(), 1));
  return static_cast<double>(input.waiting()) * SecondsSince(start) / begun;
}

double Scheduler::Running::Remaining() const {
  return splittable == nullptr ? 0 : splittable->Remaining();
}

void Scheduler::ReadPartition(std::unique_lock<std::mutex>& lock, Worker& worker,
                              std::size_t stage) {
  StageState& state = *stages_[stage];
  const std::unique_ptr<ShufflePartition> partition =
      std::move(state.partitions[state.next_partition++]);
  ++state.running;
  lock.unlock();
  std::optional<Error> error;
  const Clock::time_point start = Clock::now();
  try {
    ReadGroups(*partition, worker, stage);
  } catch (...) {
    error = exec::CurrentError();
  }
  if (options_.trace != nullptr) {
    options_.trace->Add(LabelOf(stage), "read groups", worker.number(), start, 0);
  }
  lock.lock();
  EndTask(stage, std::move(error));
}

void Scheduler::ReadGroups(ShufflePartition& partition, Worker& worker, std::size_t stage) {
  const Node& root = plan_.graph->nodes()[plan_.stages[stage].root];
  GroupSink sink(*this, worker, stage);
  auto check_stopping = [&] {
    if (Stopping()) throw Error(ErrorCode::kCancelled, "the job is stopping");
  };
  try {
    const auto reader = root.grouping->MakeReader(spill_file_, sink);
    partition.TakeSorted([&](const exec::ShuffleRecord& record) { reader->Add(record); },
                         check_stopping);
    reader->Finish();
  } catch (...) {
    exec::RethrowAtStep(root.label, "when its groups were read");
  }
}

void Scheduler::EndTask(std::size_t stage, std::optional<Error> error) {
  --stages_[stage]->running;
  const bool only_stopped =
      error.has_value() && error->code() == ErrorCode::kCancelled && Stopping();
  if (error.has_value() && !only_stopped) Fail(std::move(*error));
  if (!Stopping()) CloseIfDone(stage);
}

void Scheduler::Put(Worker& worker, std::size_t stage, std::unique_ptr<exec::Buffer> buffer) {
  std::unique_lock lock(mutex_);
  StageQueue& queue = stages_[stage]->queue;
  queue.Put(std::move(buffer));
  changed_.notify_all();  // One buffer may hold bundles for every worker.
  while (queue.size() > 0 && queue.bytes() > max_queue_bytes_ && !Stopping()) {
    const auto waiting = PickBundle(stage);
    if (!waiting.has_value()) break;  // The stage waits for a side input, and its queue with it.
    RunBundle(lock, worker, *waiting);
  }
  if (Stopping()) throw Error(ErrorCode::kCancelled, "the job is stopping");
}

void Scheduler::Put(std::size_t stage, std::size_t partition, std::string records) {
  stages_[stage]->partitions[partition]->Add(std::move(records));
  while (shuffle_memory_.ShouldSpill() && SpillLargestPartition()) {
  }
  if (!shuffle_memory_.ShouldWait()) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !shuffle_memory_.ShouldWait() || Stopping(); });
}

void Scheduler::Defer(std::size_t stage, std::unique_ptr<exec::Buffer> buffer,
                      Clock::time_point ready_at) {
  const std::lock_guard lock(mutex_);
  ++stages_[stage]->deferred;
  deferred_.emplace(ready_at, Deferred{stage, std::move(buffer)});
  changed_.notify_all();
}

void Scheduler::TakeUpDeferred() {
  while (!deferred_.empty() && deferred_.begin()->first <= Clock::now()) {
    auto& [stage, buffer] = deferred_.begin()->second;
    stages_[stage]->queue.Put(std::move(buffer));
    --stages_[stage]->deferred;
    deferred_.erase(deferred_.begin());
  }
}

bool Scheduler::SpillLargestPartition() {
  std::unique_lock lock(mutex_);
  ShufflePartition* largest = nullptr;
  std::size_t stage_of_largest = 0;
  for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
    const StageState& state = *stages_[stage];
    for (std::size_t i = state.next_partition; i < state.partitions.size(); ++i) {
      const std::size_t bytes = state.partitions[i]->bytes_in_memory();
      if (bytes == 0 || (largest != nullptr && bytes <= largest->bytes_in_memory())) continue;
      largest = state.partitions[i].get();
      stage_of_largest = stage;
    }
  }
  if (largest == nullptr) return false;
  StageState& state = *stages_[stage_of_largest];
  ++state.spilling;
  lock.unlock();
  std::exception_ptr error;
  try {
    largest->Spill(spill_file_);
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  --state.spilling;
  changed_.notify_all();
  if (error != nullptr) std::rethrow_exception(error);
  return true;
}

void Scheduler::AddMetrics(exec::BundleMetrics& metrics) {
  const std::lock_guard lock(mutex_);
  metrics.MoveTo(metrics_, labels_);
}

void Scheduler::CloseIfDone(std::size_t stage) {
  StageState& state = *stages_[stage];
  if (state.done || state.open_upstream > 0 || state.running > 0) return;
  if (state.queue.size() > 0 || state.deferred > 0) return;
  if (state.next_partition < state.partitions.size()) return;
  state.done = true;
  --open_stages_;
  for (std::size_t waiting = 0; waiting < stages_.size(); ++waiting) {
    const std::vector<std::size_t>& waits = plan_.stages[waiting].waits_for;
    if (std::find(waits.begin(), waits.end(), stage) != waits.end()) --stages_[waiting]->open_waits;
  }
  for (const std::size_t next : plan_.stages[stage].downstream) {
    if (--stages_[next]->open_upstream == 0) CloseIfDone(next);
  }
  changed_.notify_all();
}

void Scheduler::Fail(Error error) {
  if (!error_.has_value()) error_ = std::move(error);
  stopping_ = true;
  changed_.notify_all();
}

}  // namespace beam::direct
