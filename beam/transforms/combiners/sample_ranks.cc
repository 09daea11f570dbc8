#include "beam/transforms/combiners/sample_ranks.h"

#include <cmath>

#include "beam/transforms/combiners/element_hash.h"

namespace beam::internal {

SampleRanks::SampleRanks(std::uint64_t seed, std::int64_t copies)
    : state_(seed), copies_left_(copies) {}

double SampleRanks::Next() {
  state_ = MixBits(state_);
  // 53 random bits, in (0, 1].
  const double uniform = static_cast<double>((state_ >> 11) + 1) * 0x1p-53;
  rank_ += -std::log(uniform) / static_cast<double>(copies_left_--);
  return rank_;
}

}  // namespace beam::internal
