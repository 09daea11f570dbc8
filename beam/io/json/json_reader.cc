#include "beam/io/json/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "beam/base/error.h"
#include "beam/base/time/rfc3339.h"
#include "beam/base/utf8.h"
#include "beam/io/json/base64.h"
#include "beam/io/json/duration_text.h"

namespace beam::io {
namespace {

constexpr std::size_t kMaxDepth = 500;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

/// The number as an integer, also from "1.0" and "1e3"; nothing when it is none, or too large.
template <class T>
std::optional<T> ParseInteger(std::string_view text) {
  const char* const end = text.data() + text.size();
  T value = 0;
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc() && rest == end) return value;
  double number = 0;
  const auto [number_rest, number_error] = std::from_chars(text.data(), end, number);
  // From 2^53 on a double may be the neighbour of what was written.
  const bool is_exact = number_error == std::errc() && number_rest == end &&
                        std::trunc(number) == number && std::abs(number) < 9007199254740992.0;
  if (!is_exact || (number < 0 && !std::is_signed_v<T>)) return std::nullopt;
  return static_cast<T>(number);
}

/// How long the number is that `text` begins with, as JSON writes them; 0 when there is none.
std::size_t NumberLength(std::string_view text) {
  std::size_t at = 0;
  const auto take = [&](char c) { return at < text.size() && text[at] == c && (++at, true); };
  const auto take_digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at > begin;
  };
  take('-');
  if (!take('0') && !take_digits()) return 0;
  if (take('.') && !take_digits()) return 0;
  if (take('e') || take('E')) {
    if (!take('-')) take('+');
    if (!take_digits()) return 0;
  }
  return at;
}

void AppendUtf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  out += static_cast<char>((0xff00U >> (more + 1) & 0xffU) | code >> (6 * more));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | (code >> (6 * i) & 0x3f));
}

}  // namespace

void JsonReader::Finish() {
  SkipSpace();
  value_ = at_;
  if (at_ < text_.size()) FailHere("the end");
}

bool JsonReader::TakeNull() {
  if (is_key_ || Peek() != 'n') return false;
  if (!TakeWord("null")) FailHere("a value");
  return true;
}

bool JsonReader::ReadBool() {
  if (is_key_) {
    const std::string_view key = TakeString("\"true\" or \"false\"");
    if (key != "true" && key != "false") FailHere("\"true\" or \"false\"");
    return key == "true";
  }
  Peek();
  if (TakeWord("true")) return true;
  if (TakeWord("false")) return false;
  FailHere("true or false");
}

std::int64_t JsonReader::ReadSigned(std::int64_t min, std::int64_t max) {
  const auto value = ParseInteger<std::int64_t>(TakeNumber("an integer"));
  if (value.has_value() && *value >= min && *value <= max) return *value;
  FailHere("an integer from " + std::to_string(min) + " to " + std::to_string(max));
}

std::uint64_t JsonReader::ReadUnsigned(std::uint64_t max) {
  const auto value = ParseInteger<std::uint64_t>(TakeNumber("an integer"));
  if (value.has_value() && *value <= max) return *value;
  FailHere("an integer from 0 to " + std::to_string(max));
}

double JsonReader::ReadDouble() {
  if (is_key_ || Peek() == '"') {
    // The one kind of number that must be quoted.
    const std::size_t begin = at_;
    const bool is_key = is_key_;
    const std::string_view word = TakeString("a number");
    if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
    if (word == "Infinity") return std::numeric_limits<double>::infinity();
    if (word == "-Infinity") return -std::numeric_limits<double>::infinity();
    at_ = begin;
    is_key_ = is_key;
  }
  const std::string_view text = TakeNumber("a number");
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) return value;
  // Out of range: too small is 0, too large is no number of ours. A number that is large in spite
  // of a negative exponent has more than 300 digits.
  const bool is_tiny = text.size() < 300 && (text.find("e-") != std::string_view::npos ||
                                             text.find("E-") != std::string_view::npos);
  if (is_tiny) return text.starts_with('-') ? -0.0 : 0.0;
  FailHere("a 64-bit number");
}

std::string JsonReader::ReadString() {
  return std::string(TakeString("a string"));
}

std::string JsonReader::ReadBytes() {
  auto bytes = DecodeBase64(TakeString("a string of base64"));
  if (!bytes.has_value()) FailHere("a string of base64");
  return *std::move(bytes);
}

Timestamp JsonReader::ReadTime() {
  const auto time = ParseRfc3339(TakeString("a time as in \"2020-12-31T23:59:59Z\""));
  if (!time.has_value()) FailHere("a time as in \"2020-12-31T23:59:59Z\"");
  return *time;
}

Duration JsonReader::ReadLength() {
  const auto duration = ParseDuration(TakeString("a duration as in \"1.5s\""));
  if (!duration.has_value()) FailHere("a duration as in \"1.5s\"");
  return *duration;
}

void JsonReader::BeginRow(std::span<const std::string_view> names) {
  Begin('{', "an object");
  levels_.back().names = names;
}

std::optional<std::size_t> JsonReader::NextField() {
  while (Next('}')) {
    is_key_ = true;
    const std::size_t index = FieldCalled(TakeString("a field's name"));
    if (index < levels_.back().names.size()) return index;
    if (unknown_ == UnknownFields::kRefuse) FailUnknown();
    SkipValue();
  }
  return std::nullopt;
}

void JsonReader::FailUnknown() {
  const std::string unknown = std::exchange(levels_.back().key, {});
  std::string expected = "only the fields";
  std::string_view separator = " ";
  for (const std::string_view known : levels_.back().names) {
    expected.append(separator).append(known);
    separator = ", ";
  }
  Fail(expected, '"' + ExcerptOf(unknown) + '"');
}

std::size_t JsonReader::FieldCalled(std::string_view name) {
  Level& level = levels_.back();
  const auto& names = level.names;
  if (level.next_name >= names.size() || names[level.next_name] != name) {
    level.next_name = static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
  }
  return level.next_name++;
}

bool JsonReader::NextItem() {
  return Next(']');
}

bool JsonReader::NextEntry() {
  if (!Next('}')) return false;
  is_key_ = true;
  return true;
}

void JsonReader::Fail(const std::string& expected, const std::string& found) {
  std::string path;
  for (const Level& level : levels_) {
    if (level.is_list && level.count > 0) {
      path += "[" + std::to_string(level.count - 1) + "]";
    } else if (!level.key.empty()) {
      path += (path.empty() ? "" : ".") + ExcerptOf(level.key);
    }
  }
  throw Error(ErrorCode::kDataLoss, (path.empty() ? "" : "field " + path + ": ") + "expected " +
                                        expected + ", found " + found);
}

void JsonReader::Begin(char bracket, const char* expected) {
  if (levels_.size() == kMaxDepth) FailHere("no more than 500 levels");
  if (is_key_) FailHere("a key that is a string");
  Take(bracket, expected);
  levels_.push_back({.is_list = bracket == '['});
}

bool JsonReader::Next(char end) {
  Level& level = levels_.back();
  level.key.clear();
  if (Peek() == end) {
    ++at_;
    levels_.pop_back();
    return false;
  }
  if (level.count > 0) Take(',', end == '}' ? ", or }" : ", or ]");
  ++level.count;
  return true;
}

char JsonReader::Peek() {
  SkipSpace();
  value_ = at_;
  return at_ < text_.size() ? text_[at_] : '\0';
}

void JsonReader::SkipSpace() {
  while (at_ < text_.size() &&
         (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
    ++at_;
  }
}

void JsonReader::Take(char c, const char* expected) {
  if (Peek() != c || at_ == text_.size()) FailHere(expected);
  ++at_;
}

bool JsonReader::TakeWord(std::string_view word) {
  if (!text_.substr(at_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

std::string_view JsonReader::TakeString(const char* expected) {
  Take('"', expected);
  const std::size_t begin = at_;
  std::string_view string;
  bool is_escaped = false;
  for (std::size_t plain = at_;;) {
    if (at_ >= text_.size()) FailHere("a string that ends");
    const char c = text_[at_];
    if (c == '"' || c == '\\') {
      if (c == '\\' || is_escaped) {
        if (!std::exchange(is_escaped, true)) unescaped_.clear();
        unescaped_.append(text_.substr(plain, at_ - plain));
      }
      if (c == '"') break;
      AppendEscape();
      plain = at_;
    } else if (c >= 0x20) {
      ++at_;
    } else {
      const std::size_t length = c >= 0 ? 0 : Utf8CharacterLength(text_.substr(at_));
      if (length == 0) FailHere("a string of UTF-8 whose control characters are escaped");
      at_ += length;
    }
  }
  string = is_escaped ? std::string_view(unescaped_) : text_.substr(begin, at_ - begin);
  ++at_;
  if (std::exchange(is_key_, false)) {
    levels_.back().key = string;
    const std::size_t value = value_;
    Take(':', "a colon");
    value_ = value;
  }
  return string;
}

void JsonReader::AppendEscape() {
  constexpr std::string_view kLetters = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  ++at_;
  const char letter = at_ < text_.size() ? text_[at_] : '\0';
  ++at_;
  const std::size_t known = kLetters.find(letter);
  if (known != std::string_view::npos) {
    unescaped_ += kMeanings[known];
    return;
  }
  if (letter != 'u') FailHere("a string with valid escapes");
  unsigned code = TakeHex4();
  if (code >= 0xd800 && code < 0xdc00 && TakeWord("\\u")) {
    const unsigned low = TakeHex4();
    if (low < 0xdc00 || low > 0xdfff) FailHere("a string with whole surrogate pairs");
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  }
  if (code >= 0xd800 && code <= 0xdfff) FailHere("a string with whole surrogate pairs");
  AppendUtf8(unescaped_, code);
}

unsigned JsonReader::TakeHex4() {
  const std::string_view digits = text_.substr(std::min(at_, text_.size()), 4);
  unsigned code = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, code, 16);
  if (error != std::errc() || rest != end || digits.size() != 4) {
    FailHere("a string with valid escapes");
  }
  at_ += 4;
  return code;
}

std::string_view JsonReader::TakeNumber(const char* expected) {
  const bool is_quoted = is_key_ || Peek() == '"';
  const std::string_view text = is_quoted ? TakeString(expected) : text_.substr(at_);
  const std::size_t length = NumberLength(text);
  if (length == 0 || (is_quoted && length < text.size())) FailHere(expected);
  if (!is_quoted) at_ += length;
  return text.substr(0, length);
}

void JsonReader::SkipValue() {
  switch (Peek()) {
    case '{':
      BeginMap();
      while (NextEntry()) {
        TakeString("a field's name");
        SkipValue();
      }
      return;
    case '[':
      BeginList();
      while (NextItem()) SkipValue();
      return;
    case '"':
      TakeString("a string");
      return;
    default:
      if (!TakeWord("true") && !TakeWord("false") && !TakeWord("null")) TakeNumber("a value");
  }
}

void JsonReader::FailHere(const std::string& expected) {
  Fail(expected, Excerpt());
}

std::string JsonReader::Excerpt() const {
  const std::string_view rest = text_.substr(std::min(value_, text_.size()));
  return rest.empty() ? "the end" : ExcerptOf(rest);
}

}  // namespace beam::io
