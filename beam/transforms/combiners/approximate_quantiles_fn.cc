#include "beam/transforms/combiners/approximate_quantiles_fn.h"

#include <cmath>

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace beam::internal {

QuantileBuffers BuffersFor(const QuantilesAccuracy& accuracy, const std::string& label) {
  const double epsilon = accuracy.epsilon == 0 ? 1.0 / accuracy.num_quantiles : accuracy.epsilon;
  const bool makes_sense =
      accuracy.num_quantiles >= 2 && epsilon > 0 && epsilon < 1 && accuracy.max_input_size > 0;
  if (!makes_sense) {
    throw Error(ErrorCode::kInvalidArgument,
                "quantiles are at least 2, within an epsilon of less than 1, of an input: \"" +
                    label + "\", found " + Describe(accuracy));
  }
  // The paper's choice: b buffers of k values with (b - 2) * 2^(b - 2) <= epsilon * N and
  // k * 2^(b - 1) >= N.
  const auto input_size = static_cast<double>(accuracy.max_input_size);
  int b = 2;
  while ((b - 1) * std::exp2(b - 1) < epsilon * input_size) ++b;
  const double k = std::ceil(input_size / std::exp2(b - 1));
  return {static_cast<std::size_t>(b), std::max<std::size_t>(2, static_cast<std::size_t>(k))};
}

}  // namespace beam::internal
