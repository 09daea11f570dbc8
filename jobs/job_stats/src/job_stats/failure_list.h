#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "job_stats/file_stats.h"

namespace job_stats {

/// Failures, counted by code, and the first of them by path.
struct FailureList {
  std::map<std::string, std::int64_t> by_code = {};
  std::vector<klay::Failure> first = {};

  std::int64_t count() const;
};

/// Folds failures into a list: a CombineFn.
struct ListFailuresFn {
  static constexpr std::size_t kMaxListed = 100;

  FailureList CreateAccumulator() const { return {}; }
  void AddInput(FailureList& list, const klay::Failure& failure) const;
  void MergeAccumulators(FailureList& into, const FailureList& other) const;
  FailureList ExtractOutput(const FailureList& list) const { return list; }
};

}  // namespace job_stats
