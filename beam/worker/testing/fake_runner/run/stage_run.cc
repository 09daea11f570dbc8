#include "beam/worker/testing/fake_runner/run/stage_run_internal.h"

#include <functional>
#include <iterator>
#include <thread>
#include <utility>

namespace beam::fake_runner {
namespace {

namespace pipeline = model::pipeline;

bool IsStateful(const pipeline::PTransform& transform) {
  const pipeline::ParDoPayload par_do = ParDoOf(transform);
  return !par_do.state_specs().empty() || !par_do.timer_family_specs().empty();
}

}  // namespace

StageRun::StageRun(const pipeline::Components& components, const Stage& stage, BundleKind kind,
                   int num_bundles, WorkerConnection& worker, Metrics& metrics)
    : components_(components),
      stage_(stage),
      kind_(std::move(kind)),
      num_bundles_(static_cast<std::size_t>(num_bundles)),
      is_stateful_(IsStateful(components.transforms().at(stage.transforms[0]))),
      worker_(worker),
      metrics_(metrics),
      input_coder_(components, stage.input),
      timers_(components, kind_.timer_families) {
  for (const std::string& collection : kind_.outputs) outputs_[collection];
}

StageRun::Outputs StageRun::Run(const Elements& input) {
  ProcessAll(Deal(input));
  while (true) {
    std::vector<DueTimer> due = timers_.TakeDue();
    if (due.empty()) return std::move(outputs_);
    ProcessAll(Deal(std::move(due)));
  }
}

std::vector<Bundle> StageRun::Deal(const Elements& input) const {
  std::vector<Bundle> bundles(num_bundles_);
  for (std::size_t i = 0; i < input.size(); ++i) {
    std::size_t number = i;
    if (is_stateful_) {
      const auto pair = input_coder_.KeyAndValue(input_coder_.Read(input[i]).value);
      number = std::hash<std::string_view>()(pair.key);
    }
    bundles[number % num_bundles_].elements.push_back(input[i]);
  }
  std::erase_if(bundles, [](const Bundle& bundle) { return bundle.elements.empty(); });
  return bundles;
}

std::vector<Bundle> StageRun::Deal(std::vector<DueTimer> timers) const {
  std::vector<Bundle> bundles(num_bundles_);
  for (DueTimer& timer : timers) {
    const std::size_t number = std::hash<std::string_view>()(timer.key);
    bundles[number % num_bundles_].timers.push_back(std::move(timer));
  }
  std::erase_if(bundles, [](const Bundle& bundle) { return bundle.timers.empty(); });
  return bundles;
}

void StageRun::ProcessAll(std::vector<Bundle> bundles) {
  waiting_.assign(std::make_move_iterator(bundles.begin()), std::make_move_iterator(bundles.end()));
  if (waiting_.empty()) return;
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < num_bundles_; ++i) threads.emplace_back([this] { Work(); });
  }
  if (failure_ != nullptr) std::rethrow_exception(failure_);
}

void StageRun::Work() {
  while (true) {
    Bundle bundle;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !waiting_.empty() || num_at_work_ == 0; });
      if (waiting_.empty() || failure_ != nullptr) return;
      bundle = std::move(waiting_.front());
      waiting_.pop_front();
      ++num_at_work_;
    }
    std::exception_ptr failure;
    try {
      BundleResult result = Process(kind_, bundle, worker_);
      metrics_.Take(result.response, worker_);
      Take(std::move(result));
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (failure != nullptr && failure_ == nullptr) failure_ = failure;
    if (failure_ != nullptr) waiting_.clear();
    --num_at_work_;
    changed_.notify_all();
  }
}

void StageRun::Take(BundleResult result) {
  const std::lock_guard lock(mutex_);
  for (auto& [collection, bytes] : result.outputs) {
    Elements elements = ElementCoder(components_, collection).Divide(bytes);
    Elements& all = outputs_.at(collection);
    all.insert(all.end(), std::make_move_iterator(elements.begin()),
               std::make_move_iterator(elements.end()));
  }
  for (const auto& [family, bytes] : result.timers) timers_.Take(family, bytes);
  if (result.residuals.empty()) return;
  waiting_.push_back({.elements = std::move(result.residuals), .is_residual = true});
}

}  // namespace beam::fake_runner
