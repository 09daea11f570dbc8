#include "klay_beam/text/byt5_tokenizer.h"

namespace klay {

std::vector<std::int64_t> TokenizeByt5(std::string_view text) {
  std::vector<std::int64_t> tokens;
  tokens.reserve(text.size() + 1);  // Most callers add the end.
  for (const char c : text) tokens.push_back(static_cast<unsigned char>(c) + kByt5FirstByte);
  return tokens;
}

}  // namespace klay
