#include "beam/coders/coder.h"

namespace beam::internal {

void CheckAllRead(const ByteReader& in) {
  if (in.remaining() == 0) return;
  throw Error(ErrorCode::kDataLoss,
              "bytes left over after a decoded value: " + std::to_string(in.remaining()));
}

}  // namespace beam::internal
