#include "klay_beam/speech/whisper/vocabulary.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "beam/base/error.h"
#include "beam/io/json/base64.h"
#include "beam/io/whole_file.h"
#include "klay_beam/speech/utf8_text.h"

namespace klay {
namespace {

constexpr std::array<std::string_view, 6> kWrittenWithoutSpaces = {"zh", "ja", "th",
                                                                   "lo", "my", "yue"};
constexpr std::string_view kPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/// Without white space at the ends.
std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\v\f\r";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) + 1 - begin);
}

/// Whether OpenAI's tokenizer lets a word begin here: `word in string.punctuation`, which also
/// holds for nothing and for several marks in the order of the list.
bool IsPunctuation(std::string_view text) {
  return kPunctuation.find(Trimmed(text)) != std::string_view::npos;
}

}  // namespace

WhisperVocabulary WhisperVocabulary::Read(const std::string& path) {
  const std::string content = beam::io::ReadFile(path);
  std::vector<std::string> tokens;
  std::string_view rest = content;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    auto bytes = beam::io::DecodeBase64(rest.substr(0, end));
    if (!bytes.has_value()) {
      throw beam::Error(beam::ErrorCode::kDataLoss,
                        path + ": line " + std::to_string(tokens.size() + 1) +
                            " is no base64: " + std::string(rest.substr(0, end)));
    }
    tokens.push_back(std::move(*bytes));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return WhisperVocabulary(std::move(tokens));
}

std::string_view WhisperVocabulary::Bytes(std::int64_t token) const {
  if (token < 0 || static_cast<std::size_t>(token) >= tokens_.size()) return {};
  return tokens_[static_cast<std::size_t>(token)];
}

std::string WhisperVocabulary::Text(std::span<const std::int64_t> tokens) const {
  std::string bytes;
  for (const std::int64_t token : tokens) bytes += Bytes(token);
  return EncodeUtf8(DecodeUtf8(bytes));
}

std::vector<WhisperWordTokens> WhisperVocabulary::SplitOnCharacters(
    std::span<const std::int64_t> tokens) const {
  std::string all_bytes;
  for (const std::int64_t token : tokens) all_bytes += Bytes(token);
  const std::u32string all = DecodeUtf8(all_bytes);
  std::vector<WhisperWordTokens> words;
  std::string bytes;
  std::vector<std::int64_t> part;
  std::size_t offset = 0;
  for (const std::int64_t token : tokens) {
    if (token < 0 || std::cmp_greater_equal(token, tokens_.size())) continue;
    bytes += Bytes(token);
    part.push_back(token);
    const std::u32string text = DecodeUtf8(bytes);
    const std::size_t bad = text.find(kReplacementCharacter);
    // A character that its next token completes is not replaced in the whole text.
    const bool is_whole = bad == std::u32string::npos ||
                          (offset + bad < all.size() && all[offset + bad] == kReplacementCharacter);
    if (!is_whole) continue;
    words.push_back({.text = EncodeUtf8(text), .tokens = std::exchange(part, {})});
    bytes.clear();
    offset += text.size();
  }
  // What is left of a character that was never completed is in the last word's text already.
  if (!words.empty()) std::ranges::copy(part, std::back_inserter(words.back().tokens));
  return words;
}

std::vector<WhisperWordTokens> WhisperVocabulary::SplitOnSpaces(
    std::span<const std::int64_t> tokens) const {
  std::vector<WhisperWordTokens> words;
  for (WhisperWordTokens& part : SplitOnCharacters(tokens)) {
    if (words.empty() || part.text.starts_with(' ') || IsPunctuation(part.text)) {
      words.push_back(std::move(part));
    } else {
      words.back().text += part.text;
      std::ranges::copy(part.tokens, std::back_inserter(words.back().tokens));
    }
  }
  return words;
}

std::vector<WhisperWordTokens> WhisperVocabulary::SplitIntoWords(
    std::span<const std::int64_t> tokens, std::string_view language) const {
  const bool without_spaces =
      std::ranges::find(kWrittenWithoutSpaces, language) != kWrittenWithoutSpaces.end();
  return without_spaces ? SplitOnCharacters(tokens) : SplitOnSpaces(tokens);
}

}  // namespace klay
