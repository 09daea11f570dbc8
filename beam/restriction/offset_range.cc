#include "beam/restriction/offset_range.h"

#include <string>

#include "beam/base/error.h"

namespace beam {

std::vector<OffsetRange> OffsetRange::SplitBySize(std::int64_t size) const {
  if (size <= 0) {
    throw Error(ErrorCode::kInvalidArgument,
                "the parts of a range are longer than 0: found " + std::to_string(size));
  }
  std::vector<OffsetRange> parts;
  std::int64_t from = start;
  while (from < stop) {
    // A short rest is not worth a part of its own.
    const bool is_last = stop - from < size + size / 2;
    parts.push_back({from, is_last ? stop : from + size});
    from = parts.back().stop;
  }
  return parts;
}

}  // namespace beam
