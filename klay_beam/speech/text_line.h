#pragma once

#include <string>
#include <string_view>

namespace klay {

/// The text as one line: ends of lines, tabs and other spaces become one space where they stand
/// together, none at the ends, and control characters go.
std::u32string OnOneLine(std::u32string_view text);

/// The same of UTF-8; bytes that are none become U+FFFD.
std::string OnOneLine(std::string_view utf8);

/// `utf8` with U+FFFD for what is not UTF-8.
std::string ValidUtf8(std::string_view utf8);

}  // namespace klay
