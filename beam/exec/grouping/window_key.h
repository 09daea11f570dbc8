#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "beam/base/time/window.h"

namespace beam::exec {

/// The bytes that AppendWindow appends.
inline constexpr std::size_t kWindowBytes = 16;

/// The timestamp as a number whose big-endian bytes sort as time does.
std::uint64_t SortableBits(Timestamp timestamp);
Timestamp TimestampFromSortableBits(std::uint64_t bits);

/// Appends `window` so that the bytes of windows sort by start, then by end.
void AppendWindow(const Window& window, std::string& out);

/// The window that ends `key`, as AppendWindow wrote it.
Window WindowAtEndOf(std::string_view key);

}  // namespace beam::exec
