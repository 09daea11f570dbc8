#include "beam/transforms/combiners/approximate_unique.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace beam {
namespace internal {

void GreatestHashes::Add(std::uint64_t hash, std::size_t size) {
  if (hash < least) return;
  hashes.push_back(hash);
  if (hashes.size() >= 2 * size) Compact(size);
}

void GreatestHashes::Compact(std::size_t size) {
  std::sort(hashes.begin(), hashes.end(), std::greater<>());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  if (hashes.size() < size) return;
  hashes.resize(size);
  least = hashes.back();
}

std::int64_t EstimateUnique(GreatestHashes greatest, std::size_t size) {
  greatest.Compact(size);
  if (greatest.hashes.size() < size) return static_cast<std::int64_t>(greatest.hashes.size());
  const auto space = static_cast<double>(std::numeric_limits<std::uint64_t>::max());
  const double sampled_space = space - static_cast<double>(greatest.hashes.back());
  const auto sampled = static_cast<double>(size);
  // Beam's formula, which allows for distinct elements with equal hashes.
  return std::llround(std::log1p(-sampled / sampled_space) / std::log1p(-1 / sampled_space) *
                      space / sampled_space);
}

std::size_t CheckSampleSize(std::size_t size, const std::string& label) {
  if (size >= 16) return size;
  throw Error(ErrorCode::kInvalidArgument,
              "the sample size of ApproximateUnique is at least 16, for an error of 50 %: \"" +
                  label + "\", found " + std::to_string(size));
}

std::size_t SampleSizeForError(double error, const std::string& label) {
  if (error >= 0.01 && error <= 0.5) {
    return static_cast<std::size_t>(std::ceil(4 / (error * error)));
  }
  throw Error(ErrorCode::kInvalidArgument,
              "the estimation error of ApproximateUnique is from 0.01 to 0.5: \"" + label +
                  "\", found " + Describe(error));
}

}  // namespace internal

namespace {

ApproximateUniqueCombineFn OfSize(const std::string& label, int sample_size) {
  return {internal::CheckSampleSize(static_cast<std::size_t>(std::max(sample_size, 0)), label)};
}
ApproximateUniqueCombineFn OfError(const std::string& label, double error) {
  return {internal::SampleSizeForError(error, label)};
}

}  // namespace

CombineGlobally<ApproximateUniqueCombineFn> ApproximateUnique::Globally(
    const std::string& label, int sample_size, std::source_location where) {
  return {label, OfSize(label, sample_size), where};
}
CombineGlobally<ApproximateUniqueCombineFn> ApproximateUnique::Globally(
    const std::string& label, double maximum_estimation_error, std::source_location where) {
  return {label, OfError(label, maximum_estimation_error), where};
}
CombinePerKey<ApproximateUniqueCombineFn> ApproximateUnique::PerKey(const std::string& label,
                                                                    int sample_size,
                                                                    std::source_location where) {
  return {label, OfSize(label, sample_size), where};
}
CombinePerKey<ApproximateUniqueCombineFn> ApproximateUnique::PerKey(const std::string& label,
                                                                    double maximum_estimation_error,
                                                                    std::source_location where) {
  return {label, OfError(label, maximum_estimation_error), where};
}

}  // namespace beam
