#pragma once

#include <string>
#include <string_view>

namespace klay {

/// The characters of UTF-8, with U+FFFD for each byte that is not part of any.
std::u32string CodePoints(std::string_view utf8);

/// The same characters as UTF-8; throws invalid_argument for what is no character.
std::string Utf8(std::u32string_view characters);

/// The text as one line: ends of lines, tabs and other spaces become one space where they stand
/// together, none at the ends, and control characters go.
std::u32string OnOneLine(std::u32string_view text);

/// `utf8` with U+FFFD for each byte that is not part of a character.
std::string ValidUtf8(std::string_view utf8);

}  // namespace klay
