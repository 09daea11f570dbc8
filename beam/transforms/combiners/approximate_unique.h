#pragma once

#include <cstddef>
#include <cstdint>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/pipeline/combine/combine.h"
#include "beam/transforms/combiners/element_hash.h"

namespace beam {
namespace internal {

/// The `size` greatest distinct ones of some hashes.
struct GreatestHashes {
  std::vector<std::uint64_t> hashes;  ///< These, among others; at most 2 * size.
  std::uint64_t least = 0;            ///< Hashes below are not among the greatest.

  void Add(std::uint64_t hash, std::size_t size);
  /// Throws away what is not among the greatest, and sorts them, the greatest first.
  void Compact(std::size_t size);
};

/// How many distinct hashes there were when these were the `size` greatest of them.
std::int64_t EstimateUnique(GreatestHashes greatest, std::size_t size);

/// Throws invalid_argument for a sample that is too small.
std::size_t CheckSampleSize(std::size_t size, const std::string& label);
/// Throws invalid_argument unless 0.01 <= error <= 0.5.
std::size_t SampleSizeForError(double error, const std::string& label);

}  // namespace internal

/// About how many distinct values there are: exact for fewer than `sample_size` (but for collisions
/// of 64-bit hashes), and otherwise estimated from how densely the greatest hashes lie (k minimum
/// values). The standard error is about 1 / sqrt(sample_size); twice that is what Beam calls the
/// estimation error.
template <class T>
struct ApproximateUniqueFn {
  std::size_t sample_size;

  using Accumulator = internal::GreatestHashes;

  Accumulator CreateAccumulator() const { return {}; }
  void AddInput(Accumulator& greatest, const T& value) const {
    greatest.Add(internal::HashOfElement(value), sample_size);
  }
  void MergeAccumulators(Accumulator& into, const Accumulator& other) const {
    for (const std::uint64_t hash : other.hashes) into.Add(hash, sample_size);
  }
  std::int64_t ExtractOutput(const Accumulator& greatest) const {
    return internal::EstimateUnique(greatest, sample_size);
  }
};

/// ApproximateUniqueFn for any type of value.
struct ApproximateUniqueCombineFn {
  std::size_t sample_size;
  template <class T>
  ApproximateUniqueFn<T> For() const {
    return {sample_size};
  }
};

/// About how many distinct elements there are, in little memory.
struct ApproximateUnique {
  /// T -> std::int64_t: `words | beam::ApproximateUnique::Globally("Distinct", 10000)`, which is
  /// within 2 % nearly always. Throws invalid_argument for a sample size of less than 16.
  static CombineGlobally<ApproximateUniqueCombineFn> Globally(
      const std::string& label, int sample_size,
      std::source_location where = std::source_location::current());
  /// By the estimation error, from 0.01 to 0.5, instead; 0.02 is a sample size of 10000.
  static CombineGlobally<ApproximateUniqueCombineFn> Globally(
      const std::string& label, double maximum_estimation_error,
      std::source_location where = std::source_location::current());
  /// KV<K, V> -> KV<K, std::int64_t>, of the values of each key.
  static CombinePerKey<ApproximateUniqueCombineFn> PerKey(
      const std::string& label, int sample_size,
      std::source_location where = std::source_location::current());
  static CombinePerKey<ApproximateUniqueCombineFn> PerKey(
      const std::string& label, double maximum_estimation_error,
      std::source_location where = std::source_location::current());
};

}  // namespace beam
