#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace beam {

/// The length of the valid UTF-8 character at the front of `text`; 0 when there is none (RFC 3629:
/// no overlong forms, no surrogates, nothing above U+10FFFF). The end of `text` reads as a zero
/// byte.
std::size_t Utf8CharacterLength(std::string_view text);

/// `text` with every byte that is not part of valid UTF-8 written as "\xHH".
std::string PrintableUtf8(std::string_view text);

/// The beginning of `text` for messages, which it can neither flood nor move the cursor of: 40
/// bytes, control characters as "\xHH", and "..." where there is more.
std::string ExcerptOf(std::string_view text);

}  // namespace beam
