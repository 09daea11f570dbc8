#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "beam/base/time/timestamp.h"

namespace beam {

/// A number that a transform adds to: `beam::Counter files{"files"}; files.Increment();`
///
/// Use it anywhere a transform runs: a field of a DoFn or a variable that a lambda captures. What
/// is added counts for the step that is running on this thread; outside of one it throws.
class Counter {
 public:
  explicit Counter(std::string_view name);
  void Increment(std::int64_t by = 1) const;

 private:
  std::size_t id_;
};

/// What is known of the values that a Distribution was given.
struct DistributionData {
  std::int64_t count = 0;
  std::int64_t sum = 0;
  std::int64_t min = std::numeric_limits<std::int64_t>::max();
  std::int64_t max = std::numeric_limits<std::int64_t>::min();

  void Add(std::int64_t value);
  void Merge(const DistributionData& other);
  bool operator==(const DistributionData&) const = default;
};

/// Count, sum, least and greatest of the values that a transform reports.
class Distribution {
 public:
  explicit Distribution(std::string_view name);
  void Update(std::int64_t value) const;

 private:
  std::size_t id_;
};

/// The last value that a Gauge was set to, and when, by the clock.
struct GaugeData {
  std::int64_t value = 0;
  Timestamp set_at = kMinTimestamp;

  void Merge(const GaugeData& other) {
    if (other.set_at >= set_at) *this = other;
  }
  bool operator==(const GaugeData&) const = default;
};

/// A number that a transform reports as it is now: `beam::Gauge queue{"queue"}; queue.Set(7);`
class Gauge {
 public:
  explicit Gauge(std::string_view name);
  void Set(std::int64_t value) const;

 private:
  std::size_t id_;
};

/// The metrics of a job, by step label and metric name.
struct MetricsSnapshot {
  using Key = std::pair<std::string, std::string>;  ///< {step, name}
  std::map<Key, std::int64_t> counters;
  std::map<Key, DistributionData> distributions;
  std::map<Key, GaugeData> gauges = {};

  /// The sum of all counters of this name, over all steps; 0 when there is none.
  std::int64_t Counter(std::string_view name) const;
  /// All distributions of this name, merged.
  DistributionData Distribution(std::string_view name) const;
};

namespace exec {

/// What one step counted. Indexed by the metrics' process-wide ids.
struct StepMetrics {
  std::vector<std::int64_t> counters;
  std::vector<DistributionData> distributions;
  std::vector<GaugeData> gauges;
};

/// What the steps of one bundle counted, until the runner takes it over.
class BundleMetrics {
 public:
  explicit BundleMetrics(std::size_t num_steps) : steps_(num_steps) {}

  StepMetrics& ForStep(std::size_t step) { return steps_[step]; }

  /// Adds everything to `total` and starts again from zero. `labels[step]` names each step.
  void MoveTo(MetricsSnapshot& total, const std::vector<std::string>& labels);

 private:
  std::vector<StepMetrics> steps_;
};

}  // namespace exec
}  // namespace beam
