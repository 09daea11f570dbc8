#include "beam/transforms/regex.h"

#include <re2/re2.h>

#include <string_view>

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace beam::internal {
namespace {

std::string Text(const re2::StringPiece& piece) {
  return {piece.data() == nullptr ? "" : piece.data(), piece.size()};
}

/// The start of the UTF-8 character behind the one at `at`.
std::size_t NextCharacter(const std::string& text, std::size_t at) {
  do {
    ++at;
  } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80);
  return at;
}

}  // namespace

/// RE2 is safe to use from several threads.
class CompiledRegex {
 public:
  CompiledRegex(const std::string& label, const std::string& regex)
      : label_(label), re2_(regex, re2::RE2::Quiet) {
    if (!re2_.ok()) Refuse("this is no regular expression: " + re2_.error());
  }

  [[noreturn]] void Refuse(const std::string& reason) const {
    throw Error(ErrorCode::kInvalidArgument, "Regex \"" + label_ + "\": " + reason +
                                                 "; in the expression " + Describe(re2_.pattern()));
  }

  int NumberOf(const RegexGroup& group) const {
    if (const int* number = std::get_if<int>(&group.group)) {
      if (*number < 0 || *number > re2_.NumberOfCapturingGroups()) {
        Refuse("there is no group " + std::to_string(*number));
      }
      return *number;
    }
    const std::string& name = std::get<std::string>(group.group);
    const auto found = re2_.NamedCapturingGroups().find(name);
    if (found == re2_.NamedCapturingGroups().end()) Refuse("there is no group \"" + name + "\"");
    return found->second;
  }

  /// All groups of the first match at or behind `start`, the whole match first; none if there is
  /// none.
  std::vector<re2::StringPiece> Match(const std::string& text, re2::RE2::Anchor anchor,
                                      std::size_t start = 0) const {
    std::vector<re2::StringPiece> groups(static_cast<std::size_t>(re2_.NumberOfCapturingGroups()) +
                                         1);
    if (!re2_.Match(text, start, text.size(), anchor, groups.data(),
                    static_cast<int>(groups.size()))) {
      groups.clear();
    }
    return groups;
  }

  const re2::RE2& re2() const { return re2_; }

 private:
  std::string label_;
  re2::RE2 re2_;
};

namespace {

using Strings = std::vector<std::string>;
using Pairs = std::vector<KV<std::string, std::string>>;

Strings One(const std::vector<re2::StringPiece>& match, int group) {
  return match.empty() ? Strings() : Strings{Text(match[group])};
}
Pairs OnePair(const std::vector<re2::StringPiece>& match, const std::vector<int>& groups) {
  if (match.empty()) return {};
  return {{Text(match[groups[0]]), Text(match[groups[1]])}};
}
std::vector<Strings> All(const std::vector<re2::StringPiece>& match) {
  if (match.empty()) return {};
  Strings groups;
  for (const re2::StringPiece& group : match) groups.push_back(Text(group));
  return {groups};
}

constexpr re2::RE2::Anchor kWhole = re2::RE2::ANCHOR_BOTH;
constexpr re2::RE2::Anchor kAnywhere = re2::RE2::UNANCHORED;

}  // namespace

RegexFunction::RegexFunction(const std::string& label, const std::string& regex,
                             const std::vector<RegexGroup>& groups)
    : regex_(std::make_shared<const CompiledRegex>(label, regex)) {
  for (const RegexGroup& group : groups) groups_.push_back(regex_->NumberOf(group));
}

Strings RegexMatch::operator()(const std::string& text) const {
  return One(regex_->Match(text, kWhole), groups_[0]);
}
Pairs RegexMatchKV::operator()(const std::string& text) const {
  return OnePair(regex_->Match(text, kWhole), groups_);
}
std::vector<Strings> RegexAllMatches::operator()(const std::string& text) const {
  return All(regex_->Match(text, kWhole));
}
Strings RegexFind::operator()(const std::string& text) const {
  return One(regex_->Match(text, kAnywhere), groups_[0]);
}
Pairs RegexFindKV::operator()(const std::string& text) const {
  return OnePair(regex_->Match(text, kAnywhere), groups_);
}
RegexSplit::RegexSplit(const std::string& label, const std::string& regex, bool with_empty)
    : RegexFunction(label, regex), output_empty(with_empty) {}

Strings RegexSplit::operator()(const std::string& text) const {
  Strings parts;
  auto add = [&](std::size_t begin, std::size_t end) {
    if (output_empty || begin < end) parts.push_back(text.substr(begin, end - begin));
  };
  std::size_t part = 0;   // Where the next part begins,
  std::size_t start = 0;  // and where the next match may.
  while (start <= text.size()) {
    const auto match = regex_->Match(text, kAnywhere, start);
    if (match.empty()) break;
    const auto begin = static_cast<std::size_t>(match[0].data() - text.data());
    const std::size_t end = begin + match[0].size();
    // A match of nothing cuts between two characters, but nothing off the ends.
    if (begin < end || (begin > part && end < text.size())) {
      add(part, begin);
      part = end;
    }
    start = begin < end ? end : NextCharacter(text, end);
  }
  add(part, text.size());
  return parts;
}

RegexReplace::RegexReplace(const std::string& label, const std::string& regex, std::string by,
                           bool every_match)
    : RegexFunction(label, regex), replacement(std::move(by)), all(every_match) {
  std::string error;
  if (!regex_->re2().CheckRewriteString(replacement, &error)) {
    regex_->Refuse("the replacement " + Describe(replacement) + " makes no sense: " + error);
  }
}

std::string RegexReplace::operator()(const std::string& text) const {
  std::string replaced = text;
  if (all) {
    re2::RE2::GlobalReplace(&replaced, regex_->re2(), replacement);
  } else {
    re2::RE2::Replace(&replaced, regex_->re2(), replacement);
  }
  return replaced;
}

}  // namespace beam::internal
