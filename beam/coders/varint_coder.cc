#include "beam/coders/varint_coder.h"

namespace beam::internal {

void ThrowIntegerDoesNotFit(std::int64_t value, std::size_t bytes) {
  throw Error(ErrorCode::kDataLoss, "integer does not fit " + std::to_string(8 * bytes) +
                                        " bits: " + std::to_string(value));
}

}  // namespace beam::internal
