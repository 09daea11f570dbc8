#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace beam::io {

/// Bytes as base64 (RFC 4648, "+" and "/"), padded.
std::string EncodeBase64(std::string_view bytes);

/// The bytes that base64 stands for, with either alphabet, padded or not; nothing when it is none.
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace beam::io
