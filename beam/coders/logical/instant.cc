#include "beam/coders/logical/instant.h"

namespace beam::internal {

void CheckSubseconds(std::int32_t subseconds, int digits, ErrorCode code) {
  std::int32_t second = 1;
  for (int i = 0; i < digits; ++i) second *= 10;
  if (subseconds >= 0 && subseconds < second) return;
  throw Error(code, "subseconds are not within a second: expected 0 to " +
                        std::to_string(second - 1) + ", found " + std::to_string(subseconds));
}

}  // namespace beam::internal
