#pragma once

#include <compare>
#include <cstdint>
#include <vector>

namespace beam {

/// The offsets [start, stop): bytes of a file, numbers of rows, seconds of audio.
struct OffsetRange {
  std::int64_t start = 0;
  std::int64_t stop = 0;

  /// How many offsets there are.
  std::int64_t Size() const { return stop > start ? stop - start : 0; }

  /// The range in parts of `size` offsets, the last of which may be shorter or up to half as long
  /// again. An empty range has none. Throws invalid_argument unless 0 < size.
  std::vector<OffsetRange> SplitBySize(std::int64_t size) const;

  auto operator<=>(const OffsetRange&) const = default;
};

}  // namespace beam
