#include "beam/direct/scheduler.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "beam/base/bytes.h"
#include "beam/exec/step_error.h"

namespace beam::direct {
namespace {

using Clock = std::chrono::steady_clock;

double SecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::unique_ptr<exec::Buffer> OneImpulse() {
  auto buffer = std::make_unique<exec::ElementBuffer<Bytes>>();
  buffer->Add({Bytes{}, kMinTimestamp});
  return buffer;
}

}  // namespace

/// One thread's own instances of the stages it has met, and the way from their ends to the queues.
class Scheduler::Worker final : public StageOutputs {
 public:
  explicit Worker(Scheduler& scheduler)
      : scheduler_(scheduler), instances_(scheduler.plan_.stages.size()) {}

  std::size_t RunBundle(std::size_t stage, std::vector<std::unique_ptr<exec::Buffer>>& input,
                        exec::BundleMetrics& metrics) {
    if (instances_[stage] == nullptr) {
      instances_[stage] =
          std::make_unique<StageInstance>(scheduler_.plan_, stage, scheduler_.encode_every_edge_,
                                          kNumPartitions, static_cast<StageOutputs&>(*this));
    }
    MetricsScope scope(*this, metrics);
    return instances_[stage]->RunBundle(input, metrics, [this] { return scheduler_.Stopping(); });
  }

  void Teardown() {
    for (auto& instance : instances_) {
      if (instance == nullptr) continue;
      try {
        instance->Teardown();
      } catch (...) {
        std::lock_guard lock(scheduler_.mutex_);
        scheduler_.Fail(exec::CurrentError());
      }
    }
  }

  /// Adds what the running bundle has counted so far to the job's metrics; the scheduler's lock is
  /// held. Long bundles that stream (a match over millions of files) show their progress so.
  void PublishMetrics() {
    if (metrics_ != nullptr) metrics_->MoveTo(scheduler_.metrics_, scheduler_.labels_);
  }

  exec::BufferSink& QueueOf(std::size_t node) override {
    auto& sink = queues_[node];
    if (sink == nullptr)
      sink = std::make_unique<Queue>(*this, scheduler_.plan_.stage_of_root[node]);
    return *sink;
  }

  exec::GroupingSink& PartitionsOf(std::size_t node) override {
    auto& sink = partitions_[node];
    if (sink == nullptr) {
      sink = std::make_unique<Partitions>(*this, scheduler_.plan_.stage_of_root[node]);
    }
    return *sink;
  }

 private:
  struct Queue final : exec::BufferSink {
    Queue(Worker& worker, std::size_t stage) : worker(worker), stage(stage) {}
    void Put(std::unique_ptr<exec::Buffer> buffer) override {
      worker.scheduler_.Put(worker, stage, std::move(buffer));
    }
    Worker& worker;
    std::size_t stage;
  };

  struct Partitions final : exec::GroupingSink {
    Partitions(Worker& worker, std::size_t stage) : worker(worker), stage(stage) {}
    void Put(std::size_t partition, std::unique_ptr<exec::GroupingBlock> block) override {
      worker.scheduler_.Put(stage, partition, std::move(block));
    }
    Worker& worker;
    std::size_t stage;
  };

  /// Bundles nest when a worker helps downstream in the middle of one.
  struct MetricsScope {
    MetricsScope(Worker& worker, exec::BundleMetrics& metrics)
        : worker(worker), previous(std::exchange(worker.metrics_, &metrics)) {}
    ~MetricsScope() { worker.metrics_ = previous; }
    MetricsScope(const MetricsScope&) = delete;
    MetricsScope& operator=(const MetricsScope&) = delete;
    Worker& worker;
    exec::BundleMetrics* previous;
  };

  Scheduler& scheduler_;
  exec::BundleMetrics* metrics_ = nullptr;
  std::map<std::size_t, std::unique_ptr<Queue>> queues_;
  std::map<std::size_t, std::unique_ptr<Partitions>> partitions_;
  std::vector<std::unique_ptr<StageInstance>> instances_;
};

Scheduler::Scheduler(const Plan& plan, std::size_t num_workers, bool encode_every_edge,
                     std::function<bool()> cancelled)
    : plan_(plan),
      num_workers_(num_workers),
      encode_every_edge_(encode_every_edge),
      cancelled_(std::move(cancelled)),
      open_stages_(plan.stages.size()),
      workers_left_(num_workers) {
  for (const Node& node : plan.graph->nodes()) labels_.push_back(node.label);
  for (const Stage& stage : plan.stages) {
    StageState& state = *stages_.emplace_back(std::make_unique<StageState>());
    state.open_upstream = stage.upstream.size();
    const Node& root = plan.graph->nodes()[stage.root];
    if (root.primitive == Primitive::kImpulse) state.queue.Put(OneImpulse());
    if (root.primitive == Primitive::kGroupByKey) {
      for (Partition& partition : state.partitions) {
        partition.grouping = root.grouping->MakeGrouping();
      }
    }
  }
}

Scheduler::~Scheduler() = default;

void Scheduler::Work() {
  Worker worker(*this);
  {
    std::unique_lock lock(mutex_);
    while (!Stopping() && open_stages_ > 0) {
      const std::size_t stage = PickStage(0);
      if (stage == Plan::kNoStage) {
        changed_.wait(lock);
      } else {
        RunBundle(lock, worker, stage);
      }
    }
  }
  worker.Teardown();
  std::lock_guard lock(mutex_);
  --workers_left_;
  changed_.notify_all();
}

bool Scheduler::WaitFor(double seconds) {
  std::unique_lock lock(mutex_);
  const bool done = changed_.wait_for(lock, std::chrono::duration<double>(seconds),
                                      [this] { return workers_left_ == 0; });
  if (Stopping()) changed_.notify_all();  // A signal handler cannot wake those who wait.
  return done;
}

MetricsSnapshot Scheduler::Metrics() {
  std::lock_guard lock(mutex_);
  return metrics_;
}

std::size_t Scheduler::PickStage(std::size_t first) const {
  for (std::size_t stage = stages_.size(); stage-- > first;) {
    if (stages_[stage]->queue.size() > 0) return stage;
  }
  return Plan::kNoStage;
}

void Scheduler::RunBundle(std::unique_lock<std::mutex>& lock, Worker& worker, std::size_t stage) {
  StageState& state = *stages_[stage];
  auto input = state.queue.Take(state.sizer.Next(state.queue.size(), num_workers_));
  ++state.running;
  lock.unlock();
  exec::BundleMetrics metrics(labels_.size());
  std::optional<Error> error;
  std::size_t fed = 0;
  const Clock::time_point start = Clock::now();
  try {
    fed = worker.RunBundle(stage, input, metrics);
  } catch (...) {
    error = exec::CurrentError();
  }
  const double seconds = SecondsSince(start);
  input.clear();
  lock.lock();
  metrics.MoveTo(metrics_, labels_);
  --state.running;
  const bool only_stopped =
      error.has_value() && error->code() == ErrorCode::kCancelled && Stopping();
  if (error.has_value() && !only_stopped) Fail(std::move(*error));
  if (Stopping()) return;
  state.sizer.Record(fed, seconds);
  CloseIfDone(stage);
}

void Scheduler::Put(Worker& worker, std::size_t stage, std::unique_ptr<exec::Buffer> buffer) {
  std::unique_lock lock(mutex_);
  StageQueue& queue = stages_[stage]->queue;
  queue.Put(std::move(buffer));
  worker.PublishMetrics();
  changed_.notify_all();  // One buffer may hold bundles for every worker.
  while (queue.size() > 0 && queue.bytes() > kMaxQueueBytes && !Stopping()) {
    RunBundle(lock, worker, PickStage(stage));
  }
  if (Stopping()) throw Error(ErrorCode::kCancelled, "the job is stopping");
}

void Scheduler::Put(std::size_t stage, std::size_t partition,
                    std::unique_ptr<exec::GroupingBlock> block) {
  Partition& target = stages_[stage]->partitions[partition];
  std::lock_guard lock(target.mutex);
  target.grouping->Add(std::move(block));
}

void Scheduler::CloseIfDone(std::size_t stage) {
  StageState& state = *stages_[stage];
  if (state.done || state.open_upstream > 0 || state.running > 0 || state.queue.size() > 0) return;
  state.done = true;
  --open_stages_;
  for (std::size_t next : plan_.stages[stage].downstream) {
    if (--stages_[next]->open_upstream > 0) continue;
    OpenGroups(next);
    CloseIfDone(next);
  }
  changed_.notify_all();
}

void Scheduler::OpenGroups(std::size_t stage) {
  for (Partition& partition : stages_[stage]->partitions) {
    if (partition.grouping == nullptr) continue;
    if (auto groups = partition.grouping->TakeGroups())
      stages_[stage]->queue.Put(std::move(groups));
    partition.grouping = nullptr;
  }
}

void Scheduler::Fail(Error error) {
  if (!error_.has_value()) error_ = std::move(error);
  stopping_ = true;
  changed_.notify_all();
}

}  // namespace beam::direct
