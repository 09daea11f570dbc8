#pragma once

#include <cstddef>
#include <deque>
#include <string>

namespace beam {

/// What BatchElements goes by.
struct BatchOptions {
  std::size_t min_batch_size = 1;
  std::size_t max_batch_size = 10000;
  /// What part of the time of a batch its fixed cost may be at most.
  double target_batch_overhead = 0.05;
  /// How long a batch may take at most, its fixed cost not counted.
  double target_batch_duration_secs = 10;
  /// By what part sizes are varied around the best, so that there is something to learn from.
  double variance = 0.25;
};

namespace internal {

/// Learns the best size of a batch from how long others took: time is taken to be a fixed cost and
/// a cost for each element, fitted by least squares to the last batches.
class BatchSizeEstimator {
 public:
  /// Throws invalid_argument for options that make no sense.
  BatchSizeEstimator(const BatchOptions& options, const std::string& label);

  /// How large the next batch should be: at first the minimum, then at most twice the last one.
  std::size_t NextBatchSize() const;

  /// A batch of that size took so long.
  void Record(std::size_t size, double seconds);

 private:
  struct Timing {
    double size;
    double seconds;
  };
  struct Cost {
    double fixed;
    double of_element;
  };
  Cost FitCost() const;

  BatchOptions options_;
  std::deque<Timing> timings_;
  std::size_t num_timings_ = 0;  ///< Those that have been forgotten, too.
};

}  // namespace internal
}  // namespace beam
