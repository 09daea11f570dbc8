#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "beam/transforms/batch_size_estimator.h"

namespace klay {

/// How RunInference makes batches.
struct BatchingOptions {
  std::size_t min_batch_size = 1;
  std::size_t max_batch_size = 32;
  /// How long a batch may take at most, its fixed cost not counted.
  double max_batch_seconds = 1;
  /// What part of a batch may be padding at most, of handlers that tell lengths.
  double max_padding = 0.2;
};

namespace internal {

/// Learns how large batches should be, for each range of lengths on its own (from a power of two
/// to the next), by how long others took.
class BatchPlan {
 public:
  /// Throws invalid_argument for options that make no sense.
  BatchPlan(const BatchingOptions& options, const std::string& label);

  /// How many of `lengths`, the longest first, make the next batch: as many as are good for the
  /// first one's length, and not so many that too much would be padding. At least one.
  std::size_t NextBatch(std::span<const std::size_t> lengths) const;

  /// A batch of `size` examples, of `longest` at most, took so long.
  void Record(std::size_t size, std::size_t longest, double seconds);

  /// So many examples are worth waiting for: the next batch of this length where all are of one
  /// length, and otherwise enough to have some that are alike.
  std::size_t Window(bool lengths_differ, std::size_t length) const {
    return lengths_differ ? 4 * options_.max_batch_size : SizeFor(length);
  }

 private:
  std::size_t SizeFor(std::size_t longest) const;

  BatchingOptions options_;
  beam::internal::BatchSizeEstimator fresh_;  ///< One that has learnt nothing yet.
  std::map<int, beam::internal::BatchSizeEstimator> by_length_;
};

}  // namespace internal
}  // namespace klay
