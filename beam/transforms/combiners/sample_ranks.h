#pragma once

#include <cstdint>

namespace beam::internal {

/// The ranks of `copies` equal elements, from the least up: what a sample goes by. They are as if
/// each copy had drawn an exponentially distributed random number of its own, and these were
/// sorted, but each is made from the one before, by Rényi's representation, so that the least of a
/// billion copies cost nothing. The same `seed` gives the same ranks.
class SampleRanks {
 public:
  SampleRanks(std::uint64_t seed, std::int64_t copies);

  /// Whether a copy is left.
  bool has_next() const { return copies_left_ > 0; }
  double Next();

 private:
  std::uint64_t state_;
  std::int64_t copies_left_;
  double rank_ = 0;
};

}  // namespace beam::internal
