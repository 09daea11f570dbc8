#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace beam::io {

/// One way to read a pattern for paths, all its braces decided:
///
///     *        any characters of one name
///     ?        one character of a name (UTF-8; a byte that is none counts as one)
///     [a-z]    one of these; [!a-z] and [^a-z] any other. No slash inside
///     **       any characters, slashes too; `a/**/b` matches `a/b` as well
///     \x       x itself
///
/// and, in Glob and ExpandBraces,
///
///     {a,b}    a or b; may be nested and hold slashes. Without a comma, {a} is a name as it is
///
/// Names that begin with a dot match like any other, as in Beam's Python and Go.
class GlobAlternative {
 public:
  /// Compiles one pattern without braces. Throws invalid_argument, naming the place, when it is
  /// ill-formed.
  explicit GlobAlternative(std::string_view pattern);

  bool Matches(std::string_view text) const;
  /// Whether some text that begins with `start` can match: false for a folder not worth a look.
  bool CanBeginWith(std::string_view start) const;
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
    char32_t character = 0;
    bool negated = false;
    std::vector<std::pair<char32_t, char32_t>> ranges = {};
  };

  std::vector<std::size_t> StatesAfter(std::string_view text) const;
  void AddState(std::vector<std::size_t>& states, std::size_t state) const;
  void Advance(const Token& token, std::size_t state, char32_t c,
               std::vector<std::size_t>& next) const;

  std::vector<Token> tokens_;
  std::string literal_;
  bool is_literal_ = true;
  bool has_double_star_ = false;
};

/// The patterns without braces that `pattern` stands for, in order. Throws invalid_argument, naming
/// the place, when any part of it is ill-formed: what it returns compiles.
std::vector<std::string> ExpandBraces(std::string_view pattern);

/// A whole pattern, braces and all. Knows no files: the path is compared as text.
class Glob {
 public:
  /// Throws invalid_argument when the pattern is ill-formed.
  explicit Glob(std::string_view pattern);

  bool Matches(std::string_view path) const;

 private:
  std::vector<GlobAlternative> alternatives_;
};

/// The pattern that matches exactly `path`. A ~ at its start keeps its meaning (a home folder), as
/// in paths.
std::string EscapePattern(std::string_view path);

}  // namespace beam::io
