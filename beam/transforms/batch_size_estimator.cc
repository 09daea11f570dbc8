#include "beam/transforms/batch_size_estimator.h"

#include <algorithm>
#include <cmath>

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace beam::internal {
namespace {

constexpr std::size_t kMaxTimings = 100;
constexpr std::size_t kMaxGrowth = 2;
/// Sizes are only varied once so much is known.
constexpr std::size_t kTimingsBeforeVariance = 10;

}  // namespace

BatchSizeEstimator::BatchSizeEstimator(const BatchOptions& options, const std::string& label)
    : options_(options) {
  const bool makes_sense =
      options.min_batch_size >= 1 && options.min_batch_size <= options.max_batch_size &&
      options.target_batch_overhead > 0 && options.target_batch_overhead <= 1 &&
      options.target_batch_duration_secs > 0 && options.variance >= 0 && options.variance <= 1;
  if (makes_sense) return;
  throw Error(ErrorCode::kInvalidArgument,
              "BatchElements wants 1 <= min_batch_size <= max_batch_size, an overhead and a "
              "variance of at most 1 and a positive duration: \"" +
                  label + "\", found " + Describe(options));
}

std::size_t BatchSizeEstimator::NextBatchSize() const {
  const std::size_t least = options_.min_batch_size;
  const std::size_t most = options_.max_batch_size;
  if (timings_.empty()) return least;
  // A line needs two sizes.
  if (timings_.size() == 1) return std::min(most, std::max(least * kMaxGrowth, least + 1));
  const Cost cost = FitCost();
  double target = static_cast<double>(most);
  target = std::min(target, options_.target_batch_duration_secs / cost.of_element);
  target =
      std::min(target, cost.fixed / cost.of_element * (1 / options_.target_batch_overhead - 1));
  if (timings_.size() > kTimingsBeforeVariance) {
    // Evenly over the range, by multiples of the golden ratio; nothing random is needed.
    const double whole = static_cast<double>(num_timings_) * 0.6180339887498949;
    target += target * options_.variance * 2 * (whole - std::floor(whole) - 0.5);
  }
  // Sizes must not get stuck at the least, from which nothing could be learnt.
  const double floor = static_cast<double>(std::min(most, least + num_timings_ % 2));
  const double cap = static_cast<double>(most);
  const double growth = timings_.back().size * static_cast<double>(kMaxGrowth);
  return static_cast<std::size_t>(std::max(floor, std::min({target, growth, cap})));
}

void BatchSizeEstimator::Record(std::size_t size, double seconds) {
  timings_.push_back({static_cast<double>(size), seconds});
  ++num_timings_;
  if (timings_.size() > kMaxTimings) timings_.pop_front();
}

BatchSizeEstimator::Cost BatchSizeEstimator::FitCost() const {
  double mean_size = 0;
  double mean_seconds = 0;
  for (const Timing& timing : timings_) {
    mean_size += timing.size / static_cast<double>(timings_.size());
    mean_seconds += timing.seconds / static_cast<double>(timings_.size());
  }
  double covariance = 0;
  double variance = 0;
  for (const Timing& timing : timings_) {
    covariance += (timing.size - mean_size) * (timing.seconds - mean_seconds);
    variance += (timing.size - mean_size) * (timing.size - mean_size);
  }
  // Of batches of one size nothing is known but the mean.
  const double of_element = variance > 0 ? covariance / variance : mean_seconds / mean_size;
  const double fixed = variance > 0 ? mean_seconds - of_element * mean_size : 0;
  // Noise may make either negative.
  return {std::max(fixed, 1e-10), std::max(of_element, 1e-20)};
}

}  // namespace beam::internal
