#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/pipeline/par_do.h"
#include "beam/transforms/batch_size_estimator.h"

namespace beam {
namespace internal {

template <class T>
class BatchFn {
 public:
  explicit BatchFn(BatchSizeEstimator estimator) : estimator_(std::move(estimator)) {}

  void StartBundle() {
    batches_.clear();
    target_ = estimator_.NextBatchSize();
    is_first_ = true;
  }

  void Process(const Element<T>& element, Emitter<std::vector<T>>& out) {
    for (const Window& window : element.windows.all()) {
      std::vector<T>& batch = batches_[window];
      batch.push_back(element.value);
      if (batch.size() >= target_) {
        Emit(window, out);
      } else if (batches_.size() > kMaxWindows) {
        Emit(LargestBatch(), out);
      }
    }
  }

  void FinishBundle(Emitter<std::vector<T>>& out) {
    while (!batches_.empty()) Emit(Window(batches_.begin()->first), out);
  }

 private:
  using Clock = std::chrono::steady_clock;

  /// Batches of so many windows wait at the same time.
  static constexpr std::size_t kMaxWindows = 10;

  Window LargestBatch() const {
    return std::max_element(
               batches_.begin(), batches_.end(),
               [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); })
        ->first;
  }

  /// The time that emitting takes is that of the steps behind.
  void Emit(const Window& window, Emitter<std::vector<T>>& out) {
    auto batch = batches_.extract(window);
    const std::size_t size = batch.mapped().size();
    const Clock::time_point start = Clock::now();
    out.Emit({std::move(batch.mapped()), window.MaxTimestamp(), Windows({window})});
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    // The first one of a bundle often sets something up.
    if (!std::exchange(is_first_, false)) estimator_.Record(size, seconds);
    target_ = estimator_.NextBatchSize();
  }

  BatchSizeEstimator estimator_;
  std::map<Window, std::vector<T>> batches_;
  std::size_t target_ = 1;
  bool is_first_ = true;
};

}  // namespace internal

/// T -> std::vector<T>, for steps whose cost has a part for each call: batches of elements of one
/// window, at its end. Their size follows from how long the steps behind take for a batch, up to
/// the next Reshuffle or GroupByKey, so it differs from run to run unless min_batch_size is
/// max_batch_size. A batch ends with its bundle at the latest.
///
///     examples | beam::BatchElements("Batch", {.max_batch_size = 64}) | beam::ParDo("Infer", ...)
inline auto BatchElements(std::string label = "BatchElements", BatchOptions options = {},
                          std::source_location where = std::source_location::current()) {
  return [label = std::move(label), options, where]<class T>(PCollection<T> input) {
    const internal::BatchSizeEstimator estimator(options, label);
    return input | ParDo(label, internal::BatchFn<T>(estimator), where);
  };
}

}  // namespace beam
