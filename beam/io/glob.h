#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beam::io {

/// A pattern for paths:
///
///     *       any characters of one name            ?       one character
///     [a-z]   one of these, [!a-z] any other         {a,b}   a or b; may be nested and hold
///     slashes
///     **      any characters, slashes too; `a/**/b` also matches `a/b`
///     \x      x itself
///
/// Names that begin with a dot match like any other.
class GlobAlternative {
 public:
  /// Compiles one pattern without braces. Throws invalid_argument, naming the place, when it is
  /// ill-formed.
  explicit GlobAlternative(std::string_view pattern);

  bool Matches(std::string_view text) const;
  /// Whether the pattern is a plain name; `literal()` is that name, without backslashes.
  bool is_literal() const { return is_literal_; }
  const std::string& literal() const { return literal_; }
  /// Whether the pattern can match across slashes.
  bool has_double_star() const { return has_double_star_; }

 private:
  enum class Kind : std::uint8_t {
    kCharacter,
    kAnyOne,
    kAnyName,
    kAnyPath,
    kFolders,
    kInFolders,
    kClass
  };
  struct Token {
    Kind kind;
    bool negated = false;
    char32_t character = 0;
    std::vector<std::pair<char32_t, char32_t>> ranges = {};
  };

  std::size_t ParseClass(std::string_view pattern, std::size_t begin);
  void AddState(std::vector<std::size_t>& states, std::size_t state) const;
  void Advance(const Token& token, std::size_t state, char32_t c,
               std::vector<std::size_t>& next) const;

  std::vector<Token> tokens_;
  std::string literal_;
  bool is_literal_ = true;
  bool has_double_star_ = false;
};

/// The patterns without braces that `pattern` stands for, in order. Throws invalid_argument for a
/// brace that is never closed.
std::vector<std::string> ExpandBraces(std::string_view pattern);

/// A whole pattern, braces and all.
class Glob {
 public:
  /// Throws invalid_argument when the pattern is ill-formed.
  explicit Glob(std::string_view pattern);

  bool Matches(std::string_view path) const;

 private:
  std::vector<GlobAlternative> alternatives_;
};

/// The pattern that matches exactly `path`.
std::string EscapePattern(std::string_view path);

}  // namespace beam::io
