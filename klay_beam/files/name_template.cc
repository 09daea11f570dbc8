#include "klay_beam/files/name_template.h"

#include <charconv>

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace klay {
namespace {

using beam::Error, beam::ErrorCode;

constexpr int kMaxWidth = 18;

[[noreturn]] void Refuse(const std::string& why, std::string_view text) {
  throw Error(ErrorCode::kInvalidArgument,
              why + "; in the name template " + beam::Describe(std::string(text)));
}

}  // namespace

NameTemplate::NameTemplate(std::string_view text) {
  std::string literal;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const bool is_doubled = at + 1 < text.size() && text[at + 1] == c;
    if ((c == '{' || c == '}') && is_doubled) {
      literal += c;
      ++at;
    } else if (c == '{') {
      const std::size_t end = text.find('}', at);
      if (end == std::string_view::npos) Refuse("a { has no }", text);
      if (!literal.empty()) parts_.push_back({.kind = Kind::kText, .text = literal});
      literal.clear();
      parts_.push_back(FieldOf(text.substr(at + 1, end - at - 1), text));
      at = end;
    } else if (c == '}') {
      Refuse("a } has no {; }} is a brace", text);
    } else {
      literal += c;
    }
  }
  if (!literal.empty()) parts_.push_back({.kind = Kind::kText, .text = literal});
}

NameTemplate::Part NameTemplate::FieldOf(std::string_view field, std::string_view text) {
  if (field == "dir") return {.kind = Kind::kDir};
  if (field == "stem") return {.kind = Kind::kStem};
  if (field == "ext") return {.kind = Kind::kExt};
  if (field == "hash") return {.kind = Kind::kHash};
  if (field == "index") return {.kind = Kind::kIndex};
  if (field.starts_with("index:")) {
    const std::string_view digits = field.substr(6);
    int width = 0;
    const char* const end = digits.data() + digits.size();
    const auto [parsed, error] = std::from_chars(digits.data(), end, width);
    if (error == std::errc() && parsed == end && width >= 1 && width <= kMaxWidth) {
      return {.kind = Kind::kIndex, .width = width};
    }
    Refuse("the width of {index} is 1 to " + std::to_string(kMaxWidth) + ": {" +
               std::string(field) + "}",
           text);
  }
  Refuse("the fields are {dir} {stem} {ext} {hash} {index}: found {" + std::string(field) + "}",
         text);
}

std::string NameTemplate::Fill(const Fields& fields) const {
  std::string filled;
  for (const Part& part : parts_) {
    switch (part.kind) {
      case Kind::kText:
        filled += part.text;
        break;
      case Kind::kDir:
        filled += fields.dir;
        break;
      case Kind::kStem:
        filled += fields.stem;
        break;
      case Kind::kExt:
        filled += fields.ext;
        break;
      case Kind::kHash:
        filled += fields.hash;
        break;
      case Kind::kIndex: {
        const std::string digits = std::to_string(fields.index);
        const auto width = static_cast<std::size_t>(part.width);
        if (digits.size() < width) filled.append(width - digits.size(), '0');
        filled += digits;
      }
    }
  }
  return filled;
}

}  // namespace klay
