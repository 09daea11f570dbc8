#include "job_stats/failure_list.h"

#include <algorithm>

namespace job_stats {
namespace {

void Keep(FailureList& list, const klay::Failure& failure) {
  list.first.insert(std::ranges::upper_bound(list.first, failure), failure);
  if (list.first.size() > ListFailuresFn::kMaxListed) list.first.pop_back();
}

}  // namespace

std::int64_t FailureList::count() const {
  std::int64_t sum = 0;
  for (const auto& [code, count] : by_code) sum += count;
  return sum;
}

void ListFailuresFn::AddInput(FailureList& list, const klay::Failure& failure) const {
  ++list.by_code[failure.code];
  Keep(list, failure);
}

void ListFailuresFn::MergeAccumulators(FailureList& into, const FailureList& other) const {
  for (const auto& [code, count] : other.by_code) into.by_code[code] += count;
  for (const klay::Failure& failure : other.first) Keep(into, failure);
}

}  // namespace job_stats
