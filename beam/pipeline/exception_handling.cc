#include "beam/pipeline/exception_handling.h"

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace beam::internal {

void CheckThreshold(const ExceptionHandling& options, const std::string& label) {
  if (options.threshold >= 0 && options.threshold <= 1) return;
  throw Error(ErrorCode::kInvalidArgument,
              "the threshold of WithExceptionHandling is a share from 0 to 1: \"" + label +
                  "\", found " + Describe(options.threshold));
}

void CheckTally(const FailureTally& tally, double threshold, const std::string& step) {
  const auto limit = threshold * static_cast<double>(tally.elements);
  if (static_cast<double>(tally.failed) <= limit) return;
  throw Error(ErrorCode::kInternal, "too many elements failed at step \"" + step +
                                        "\": " + std::to_string(tally.failed) + " of " +
                                        std::to_string(tally.elements) + ", more than a share of " +
                                        Describe(threshold));
}

}  // namespace beam::internal
