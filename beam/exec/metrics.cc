#include "beam/exec/metrics.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <mutex>

#include "beam/base/error.h"
#include "beam/exec/step_scope.h"

namespace beam {
namespace {

/// Gives each metric name a small number, once in the life of the process.
class NameTable {
 public:
  std::size_t Intern(std::string_view name) {
    std::lock_guard lock(mutex_);
    auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) found = names_.insert(names_.end(), std::string(name));
    return static_cast<std::size_t>(found - names_.begin());
  }

  std::string NameOf(std::size_t id) {
    std::lock_guard lock(mutex_);
    return names_[id];
  }

 private:
  std::mutex mutex_;
  std::deque<std::string> names_;
};

NameTable& Counters() {
  static NameTable table;
  return table;
}

NameTable& Distributions() {
  static NameTable table;
  return table;
}

NameTable& Gauges() {
  static NameTable table;
  return table;
}

template <class Cell>
Cell& CellOf(std::vector<Cell> exec::StepMetrics::*cells, std::size_t id) {
  if (exec::current_step == nullptr || exec::current_step->metrics == nullptr) {
    throw Error(ErrorCode::kInvalidArgument,
                "a metric was updated outside of a running transform (in Setup, Teardown, or on a "
                "thread of your own)");
  }
  std::vector<Cell>& all = exec::current_step->metrics->*cells;
  if (id >= all.size()) all.resize(id + 1);
  return all[id];
}

}  // namespace

Counter::Counter(std::string_view name) : id_(Counters().Intern(name)) {}

void Counter::Increment(std::int64_t by) const {
  CellOf(&exec::StepMetrics::counters, id_) += by;
}

void DistributionData::Add(std::int64_t value) {
  ++count;
  sum += value;
  min = std::min(min, value);
  max = std::max(max, value);
}

void DistributionData::Merge(const DistributionData& other) {
  count += other.count;
  sum += other.sum;
  min = std::min(min, other.min);
  max = std::max(max, other.max);
}

Distribution::Distribution(std::string_view name) : id_(Distributions().Intern(name)) {}

void Distribution::Update(std::int64_t value) const {
  CellOf(&exec::StepMetrics::distributions, id_).Add(value);
}

Gauge::Gauge(std::string_view name) : id_(Gauges().Intern(name)) {}

void Gauge::Set(std::int64_t value) const {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  CellOf(&exec::StepMetrics::gauges, id_) = {
      value, {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()}};
}

std::int64_t MetricsSnapshot::Counter(std::string_view name) const {
  std::int64_t sum = 0;
  for (const auto& [key, value] : counters) {
    if (key.second == name) sum += value;
  }
  return sum;
}

DistributionData MetricsSnapshot::Distribution(std::string_view name) const {
  DistributionData merged;
  for (const auto& [key, value] : distributions) {
    if (key.second == name) merged.Merge(value);
  }
  return merged;
}

namespace exec {

void BundleMetrics::MoveTo(MetricsSnapshot& total, const std::vector<std::string>& labels) {
  for (std::size_t step = 0; step < steps_.size(); ++step) {
    StepMetrics& metrics = steps_[step];
    for (std::size_t id = 0; id < metrics.counters.size(); ++id) {
      if (metrics.counters[id] == 0) continue;
      total.counters[{labels[step], Counters().NameOf(id)}] += metrics.counters[id];
      metrics.counters[id] = 0;
    }
    for (std::size_t id = 0; id < metrics.distributions.size(); ++id) {
      if (metrics.distributions[id].count == 0) continue;
      total.distributions[{labels[step], Distributions().NameOf(id)}].Merge(
          metrics.distributions[id]);
      metrics.distributions[id] = {};
    }
    for (std::size_t id = 0; id < metrics.gauges.size(); ++id) {
      if (metrics.gauges[id].set_at == kMinTimestamp) continue;
      total.gauges[{labels[step], Gauges().NameOf(id)}].Merge(metrics.gauges[id]);
      metrics.gauges[id] = {};
    }
  }
}

}  // namespace exec
}  // namespace beam
