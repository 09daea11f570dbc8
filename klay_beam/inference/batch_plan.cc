#include "klay_beam/inference/batch_plan.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "beam/base/error.h"

namespace klay::internal {
namespace {

beam::BatchOptions SizesOf(const BatchingOptions& options, const std::string& label) {
  if (!(options.max_padding >= 0 && options.max_padding < 1)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      label + ": max_padding is at least 0 and less than 1: found " +
                          std::to_string(options.max_padding));
  }
  return {.min_batch_size = options.min_batch_size,
          .max_batch_size = options.max_batch_size,
          .target_batch_duration_secs = options.max_batch_seconds};
}

}  // namespace

BatchPlan::BatchPlan(const BatchingOptions& options, const std::string& label)
    : options_(options), fresh_(SizesOf(options, label), label) {}

std::size_t BatchPlan::SizeFor(std::size_t longest) const {
  const auto learnt = by_length_.find(std::bit_width(longest));
  return (learnt == by_length_.end() ? fresh_ : learnt->second).NextBatchSize();
}

std::size_t BatchPlan::NextBatch(std::span<const std::size_t> lengths) const {
  const std::size_t longest = lengths.front();
  const std::size_t most = SizeFor(longest);
  double used = 0;
  std::size_t size = 0;
  for (const std::size_t length : lengths.first(std::min(most, lengths.size()))) {
    used += static_cast<double>(length);
    const double computed = static_cast<double>(longest) * static_cast<double>(size + 1);
    if (used < (1 - options_.max_padding) * computed) break;
    ++size;
  }
  return std::max<std::size_t>(size, 1);
}

void BatchPlan::Record(std::size_t size, std::size_t longest, double seconds) {
  by_length_.try_emplace(std::bit_width(longest), fresh_).first->second.Record(size, seconds);
}

}  // namespace klay::internal
