#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "beam/base/kv.h"
#include "beam/pipeline/pcollection.h"

/// What RandomPipeline is made of.
namespace beam::testing {

using RandomPair = KV<std::string, std::int64_t>;
using RandomPairs = PCollection<RandomPair>;

/// Random numbers, the same on every machine.
class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed, bool triggers = true)
      : engine_(seed), triggers_(triggers) {}
  /// One of 0 to count - 1.
  std::int64_t Below(std::int64_t count) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(count));
  }
  /// Whether windows may have triggers.
  bool triggers() const { return triggers_; }

 private:
  std::mt19937_64 engine_;
  bool triggers_;
};

/// A step of a random pipeline. Whatever it does must not depend on the order of elements, or on
/// how they are divided into bundles.
struct RandomStep {
  const char* name;
  RandomPairs (*apply)(const RandomPairs& in, RandomSource& random,
                       const std::vector<RandomPairs>& others);
  bool only_in_global_window = false;
};

std::span<const RandomStep> RandomElementSteps();
std::span<const RandomStep> RandomGroupingSteps();
std::span<const RandomStep> RandomStateSteps();
std::span<const RandomStep> RandomSideInputSteps();

}  // namespace beam::testing
