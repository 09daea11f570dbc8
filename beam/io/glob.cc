#include "beam/io/glob.h"

#include <algorithm>

#include "beam/base/error.h"

namespace beam::io {
namespace {

/// Takes one character off the front of `text`. A byte that is not UTF-8 is a character of its own,
/// beyond Unicode, so that any name can be matched. Overlong forms are no UTF-8: one of them would
/// be a second slash.
char32_t TakeCharacter(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  char32_t character = length == 1 ? first : first & (0xff >> (length + 1));
  bool valid = first < 0x80 || (first >= 0xc2 && first <= 0xf4 && length <= text.size());
  for (std::size_t i = 1; valid && i < length; ++i) {
    valid = (byte(i) & 0xc0) == 0x80;
    character = character << 6 | (byte(i) & 0x3f);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  valid = valid && character >= kSmallest[length] && character <= 0x10ffff;
  text.remove_prefix(valid ? length : 1);
  return valid ? character : 0x110000 + first;
}

[[noreturn]] void ThrowIllFormed(std::string_view what, std::size_t position,
                                 std::string_view pattern) {
  throw Error(ErrorCode::kInvalidArgument, std::string(what) + " at character " +
                                               std::to_string(position + 1) + " of the pattern " +
                                               std::string(pattern));
}

struct Class {
  bool negated = false;
  std::vector<std::pair<char32_t, char32_t>> ranges;
  std::size_t end = 0;  ///< Behind the closing bracket.
};

/// The [...] that begins at `begin`.
Class ParseClass(std::string_view pattern, std::size_t begin) {
  Class result;
  std::string_view rest = pattern.substr(begin + 1);
  if (rest.starts_with('!') || rest.starts_with('^')) {
    result.negated = true;
    rest.remove_prefix(1);
  }
  auto take = [&] {
    if (rest.starts_with('\\')) rest.remove_prefix(1);
    if (rest.empty()) ThrowIllFormed("[ is never closed", begin, pattern);
    if (rest.starts_with('/')) ThrowIllFormed("there is a / between the [ ]", begin, pattern);
    return TakeCharacter(rest);
  };
  // A ] right at the start stands for itself.
  do {
    const char32_t low = take();
    char32_t high = low;
    if (rest.size() >= 2 && rest[0] == '-' && rest[1] != ']') {
      rest.remove_prefix(1);
      high = take();
    }
    if (low > high) ThrowIllFormed("a range runs backwards in the [", begin, pattern);
    result.ranges.emplace_back(low, high);
    if (rest.empty()) ThrowIllFormed("[ is never closed", begin, pattern);
  } while (!rest.starts_with(']'));
  result.end = pattern.size() - rest.size() + 1;
  return result;
}

}  // namespace

GlobAlternative::GlobAlternative(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size();) {
    const char c = pattern[i];
    if (pattern.substr(i).starts_with("**")) {
      const bool whole_segment =
          (i == 0 || pattern[i - 1] == '/') && pattern.substr(i + 2).starts_with('/');
      if (whole_segment) {
        tokens_.push_back({Kind::kFolders});
        tokens_.push_back({Kind::kInFolders});
      } else {
        tokens_.push_back({Kind::kAnyPath});
      }
      is_literal_ = false;
      has_double_star_ = true;
      i += whole_segment ? 3 : 2;
    } else if (c == '*' || c == '?') {
      tokens_.push_back({c == '*' ? Kind::kAnyName : Kind::kAnyOne});
      is_literal_ = false;
      ++i;
    } else if (c == '[') {
      Class parsed = ParseClass(pattern, i);
      tokens_.push_back(
          {.kind = Kind::kClass, .negated = parsed.negated, .ranges = std::move(parsed.ranges)});
      is_literal_ = false;
      i = parsed.end;
    } else {
      if (c == '\\' && ++i == pattern.size())
        ThrowIllFormed("nothing behind the \\", i - 1, pattern);
      std::string_view rest = pattern.substr(i);
      tokens_.push_back({.kind = Kind::kCharacter, .character = TakeCharacter(rest)});
      literal_ += pattern.substr(i, pattern.size() - i - rest.size());
      i = pattern.size() - rest.size();
    }
  }
}

void GlobAlternative::AddState(std::vector<std::size_t>& states, std::size_t state) const {
  if (std::find(states.begin(), states.end(), state) != states.end()) return;
  states.push_back(state);
  if (state == tokens_.size()) return;
  const Kind kind = tokens_[state].kind;
  if (kind == Kind::kAnyName || kind == Kind::kAnyPath) AddState(states, state + 1);
  if (kind == Kind::kFolders) AddState(states, state + 2);
}

void GlobAlternative::Advance(const Token& token, std::size_t state, char32_t c,
                              std::vector<std::size_t>& next) const {
  switch (token.kind) {
    case Kind::kCharacter:
      if (c == token.character) AddState(next, state + 1);
      return;
    case Kind::kAnyOne:
      if (c != '/') AddState(next, state + 1);
      return;
    case Kind::kAnyName:
      if (c != '/') AddState(next, state);
      return;
    case Kind::kAnyPath:
      AddState(next, state);
      return;
    case Kind::kFolders:
      if (c != '/') AddState(next, state + 1);
      return;
    case Kind::kInFolders:
      AddState(next, c == '/' ? state - 1 : state);
      return;
    case Kind::kClass: {
      const bool inside = std::any_of(token.ranges.begin(), token.ranges.end(), [c](auto range) {
        return range.first <= c && c <= range.second;
      });
      if (c != '/' && inside != token.negated) AddState(next, state + 1);
      return;
    }
  }
}

/// All states that the pattern can be in after `text`: linear time, whatever the pattern.
std::vector<std::size_t> GlobAlternative::StatesAfter(std::string_view text) const {
  std::vector<std::size_t> states;
  std::vector<std::size_t> next;
  AddState(states, 0);
  while (!text.empty() && !states.empty()) {
    const char32_t c = TakeCharacter(text);
    next.clear();
    for (std::size_t state : states) {
      if (state < tokens_.size()) Advance(tokens_[state], state, c, next);
    }
    states.swap(next);
  }
  return states;
}

bool GlobAlternative::Matches(std::string_view text) const {
  if (is_literal_) return text == literal_;
  const std::vector<std::size_t> states = StatesAfter(text);
  return std::find(states.begin(), states.end(), tokens_.size()) != states.end();
}

bool GlobAlternative::CanBeginWith(std::string_view start) const {
  return !StatesAfter(start).empty();
}

namespace {

void CheckWellFormed(std::string_view pattern) {
  std::vector<std::size_t> open_braces;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '[') {
      i = ParseClass(pattern, i).end - 1;
    } else if (c == '\\') {
      if (++i == pattern.size()) ThrowIllFormed("nothing behind the \\", i - 1, pattern);
    } else if (c == '{') {
      open_braces.push_back(i);
    } else if (c == '}' && !open_braces.empty()) {
      open_braces.pop_back();
    }
  }
  if (!open_braces.empty()) ThrowIllFormed("{ is never closed", open_braces.back(), pattern);
}

struct Braces {
  std::size_t begin;
  std::size_t end;  ///< Of the closing brace.
  std::vector<std::string_view> parts;
};

/// The first outermost pair of braces; begin is npos when there is none.
Braces FindBraces(std::string_view pattern) {
  Braces braces{std::string_view::npos, 0, {}};
  std::size_t depth = 0;
  std::size_t part = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      ++i;
    } else if (c == '[') {
      i = ParseClass(pattern, i).end - 1;
    } else if (c == '{') {
      if (depth++ == 0) {
        braces.begin = i;
        part = i + 1;
      }
    } else if (depth == 1 && (c == ',' || c == '}')) {
      braces.parts.push_back(pattern.substr(part, i - part));
      part = i + 1;
    }
    if (c == '}' && depth > 0 && --depth == 0) {
      braces.end = i;
      return braces;
    }
  }
  return braces;
}

std::vector<std::string> ExpandWellFormed(std::string_view pattern) {
  constexpr std::size_t kMaxAlternatives = 10000;
  const Braces braces = FindBraces(pattern);
  if (braces.begin == std::string_view::npos) return {std::string(pattern)};
  const std::string before(pattern.substr(0, braces.begin));
  const std::string after(pattern.substr(braces.end + 1));
  if (braces.parts.size() == 1) {
    return ExpandWellFormed(before + "\\{" + std::string(braces.parts[0]) + "\\}" + after);
  }
  std::vector<std::string> expanded;
  for (std::string_view part : braces.parts) {
    for (std::string& alternative : ExpandWellFormed(before + std::string(part) + after)) {
      if (expanded.size() == kMaxAlternatives) {
        throw Error(ErrorCode::kInvalidArgument,
                    "more than 10000 alternatives in the pattern " + std::string(pattern));
      }
      expanded.push_back(std::move(alternative));
    }
  }
  return expanded;
}

}  // namespace

std::vector<std::string> ExpandBraces(std::string_view pattern) {
  CheckWellFormed(pattern);
  return ExpandWellFormed(pattern);
}

Glob::Glob(std::string_view pattern) {
  for (const std::string& alternative : ExpandBraces(pattern)) {
    alternatives_.emplace_back(alternative);
  }
}

bool Glob::Matches(std::string_view path) const {
  return std::any_of(
      alternatives_.begin(), alternatives_.end(),
      [path](const GlobAlternative& alternative) { return alternative.Matches(path); });
}

std::string EscapePattern(std::string_view path) {
  std::string pattern;
  for (char c : path) {
    if (std::string_view("*?[]{},\\").find(c) != std::string_view::npos) pattern += '\\';
    pattern += c;
  }
  return pattern;
}

}  // namespace beam::io
