#pragma once

#include <memory>
#include <source_location>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "beam/base/kv.h"
#include "beam/pipeline/map.h"

namespace beam {

/// A group of a regular expression, by number (0 is the whole match) or by name, (?P<name>...).
struct RegexGroup {
  RegexGroup(int group_number) : group(group_number) {}
  RegexGroup(const char* name) : group(std::string(name)) {}
  RegexGroup(std::string name) : group(std::move(name)) {}
  std::variant<int, std::string> group;
};

namespace internal {

class CompiledRegex;

/// What all transforms of Regex hold: an expression, compiled once for all workers.
class RegexFunction {
 public:
  /// Throws invalid_argument for an expression that is none and for groups that it has not.
  RegexFunction(const std::string& label, const std::string& regex,
                const std::vector<RegexGroup>& groups = {});

 protected:
  std::shared_ptr<const CompiledRegex> regex_;
  std::vector<int> groups_;
};

struct RegexMatch : RegexFunction {
  using RegexFunction::RegexFunction;
  std::vector<std::string> operator()(const std::string& text) const;
};
struct RegexMatchKV : RegexFunction {
  using RegexFunction::RegexFunction;
  std::vector<KV<std::string, std::string>> operator()(const std::string& text) const;
};
struct RegexAllMatches : RegexFunction {
  using RegexFunction::RegexFunction;
  std::vector<std::vector<std::string>> operator()(const std::string& text) const;
};
struct RegexFind : RegexFunction {
  using RegexFunction::RegexFunction;
  std::vector<std::string> operator()(const std::string& text) const;
};
struct RegexFindKV : RegexFunction {
  using RegexFunction::RegexFunction;
  std::vector<KV<std::string, std::string>> operator()(const std::string& text) const;
};
struct RegexSplit : RegexFunction {
  RegexSplit(const std::string& label, const std::string& regex, bool with_empty);
  std::vector<std::string> operator()(const std::string& text) const;
  bool output_empty;
};
struct RegexReplace : RegexFunction {
  /// Throws invalid_argument for a replacement that names groups which there are none of.
  RegexReplace(const std::string& label, const std::string& regex, std::string by,
               bool every_match);
  std::string operator()(const std::string& text) const;
  std::string replacement;
  bool all;
};

}  // namespace internal

/// Regular expressions over strings, with the results of Java's SDK. The syntax is RE2's, which
/// takes time linear in the text; there are no back-references within an expression. Texts are
/// taken as UTF-8. A group that takes no part in a match is an empty string.
struct Regex {
  /// The group of each string that matches as a whole; others are dropped.
  ///
  ///     names | beam::Regex::Matches("Takes", R"(take(\d+)\.wav)", 1)
  static FlatMap<internal::RegexMatch> Matches(
      const std::string& label, const std::string& regex, RegexGroup group = 0,
      std::source_location where = std::source_location::current()) {
    return {label, {label, regex, {std::move(group)}}, where};
  }
  /// Two groups of it, as a KV.
  static FlatMap<internal::RegexMatchKV> MatchesKV(
      const std::string& label, const std::string& regex, RegexGroup key, RegexGroup value,
      std::source_location where = std::source_location::current()) {
    return {label, {label, regex, {std::move(key), std::move(value)}}, where};
  }
  /// All groups of each string that matches as a whole, the whole match first.
  static FlatMap<internal::RegexAllMatches> AllMatches(
      const std::string& label, const std::string& regex,
      std::source_location where = std::source_location::current()) {
    return {label, {label, regex}, where};
  }
  /// The group of the first match in each string.
  static FlatMap<internal::RegexFind> Find(
      const std::string& label, const std::string& regex, RegexGroup group = 0,
      std::source_location where = std::source_location::current()) {
    return {label, {label, regex, {std::move(group)}}, where};
  }
  /// Two groups of it, as a KV.
  static FlatMap<internal::RegexFindKV> FindKV(
      const std::string& label, const std::string& regex, RegexGroup key, RegexGroup value,
      std::source_location where = std::source_location::current()) {
    return {label, {label, regex, {std::move(key), std::move(value)}}, where};
  }
  /// Each string with every match replaced; \1 to \9 in the replacement are groups, \0 the match.
  static Map<internal::RegexReplace> ReplaceAll(
      const std::string& label, const std::string& regex, std::string replacement,
      std::source_location where = std::source_location::current()) {
    return {label, {label, regex, std::move(replacement), true}, where};
  }
  /// The same for the first match alone.
  static Map<internal::RegexReplace> ReplaceFirst(
      const std::string& label, const std::string& regex, std::string replacement,
      std::source_location where = std::source_location::current()) {
    return {label, {label, regex, std::move(replacement), false}, where};
  }
  /// The parts of each string between matches, one by one; empty ones if asked for.
  static FlatMap<internal::RegexSplit> Split(
      const std::string& label, const std::string& regex, bool output_empty = false,
      std::source_location where = std::source_location::current()) {
    return {label, {label, regex, output_empty}, where};
  }
};

}  // namespace beam
