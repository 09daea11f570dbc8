#include "beam/pipeline/with_timestamps.h"

#include "beam/base/error.h"

namespace beam::internal {

void CheckSkew(Timestamp from, Timestamp to, Duration allowed_skew) {
  if (to >= from - allowed_skew) return;
  throw Error(ErrorCode::kInvalidArgument,
              "an element moves back in time by more than is allowed; add "
              ".WithAllowedTimestampSkew(): from " +
                  std::to_string(from.micros) + " us to " + std::to_string(to.micros) +
                  " us, allowed " + std::to_string(allowed_skew.micros) + " us");
}

}  // namespace beam::internal
