#include "beam/transforms/group_into_batches.h"

#include <atomic>

#include "beam/base/error.h"

namespace beam::internal {

void CheckGroupIntoBatches(const std::string& label, const GroupIntoBatchesOptions& options) {
  const bool has_size = options.batch_size.has_value() || options.batch_size_bytes.has_value();
  if (has_size && options.batch_size.value_or(1) > 0 && options.batch_size_bytes.value_or(1) > 0 &&
      options.max_buffering_duration.value_or(Seconds(1)) > Duration{}) {
    return;
  }
  throw Error(ErrorCode::kInvalidArgument,
              "GroupIntoBatches takes a batch_size or batch_size_bytes, and what it takes is more "
              "than 0: \"" +
                  label + "\"");
}

Bytes ShardOfThisThread() {
  static std::atomic<int> next = 0;
  thread_local const Bytes shard{std::to_string(next++)};
  return shard;
}

}  // namespace beam::internal
