#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace klay {

/// What fills a batch up; the attention mask hides it.
inline constexpr std::int64_t kByt5Pad = 0;
/// What ends each text that is encoded.
inline constexpr std::int64_t kByt5End = 1;
/// The token of the byte 0.
inline constexpr std::int64_t kByt5FirstByte = 3;

/// ByT5's tokens of `text`: one a byte, and no end. Bytes that are no UTF-8 are tokens like others,
/// and so is the text of a special token, "</s>", which transformers' tokenizer makes one of.
///
/// Xue et al., "ByT5: Towards a token-free future with pre-trained byte-to-byte models", 2021.
std::vector<std::int64_t> TokenizeByt5(std::string_view text);

}  // namespace klay
