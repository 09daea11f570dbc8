#pragma once

#include <string>
#include <string_view>

namespace klay {

/// What stands for bytes that are no text.
inline constexpr char32_t kReplacementCharacter = U'\xFFFD';

/// The characters of UTF-8 bytes. What is not UTF-8 becomes U+FFFD, one for each longest beginning
/// of a character (The Unicode Standard, 3.9, "maximal subparts"), as decoders of tokens do.
std::u32string DecodeUtf8(std::string_view bytes);

/// The same characters as UTF-8.
std::string EncodeUtf8(std::u32string_view text);

}  // namespace klay
