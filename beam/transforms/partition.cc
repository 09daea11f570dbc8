#include "beam/transforms/partition.h"

#include "beam/base/error.h"

namespace beam::internal {

void CheckNumPartitions(int count, const std::string& label) {
  if (count >= 1) return;
  throw Error(ErrorCode::kInvalidArgument,
              "Partition makes at least 1: \"" + label + "\", found " + std::to_string(count));
}

void ThrowNoSuchPartition(const std::string& number, std::size_t count) {
  throw Error(ErrorCode::kInvalidArgument,
              "the function returned a partition that there is none of: expected 0 to " +
                  std::to_string(count - 1) + ", found " + number);
}

}  // namespace beam::internal
