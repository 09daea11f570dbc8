#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace klay {

/// A text with fields in braces, {dir} or {index:5}, and {{ }} for braces themselves.
class NameTemplate {
 public:
  /// What the fields stand for.
  struct Fields {
    std::string_view dir;
    std::string_view stem;
    std::string_view ext;
    std::string_view hash;
    std::int64_t index = 0;
  };

  /// Throws invalid_argument, naming the place, for unknown fields and lone braces.
  explicit NameTemplate(std::string_view text);

  std::string Fill(const Fields& fields) const;

 private:
  enum class Kind : std::uint8_t { kText, kDir, kStem, kExt, kHash, kIndex };
  struct Part {
    Kind kind;
    std::string text = {};  ///< Of kText.
    int width = 0;          ///< Of kIndex: with zeros up to so many digits.
  };

  static Part FieldOf(std::string_view field, std::string_view text);

  std::vector<Part> parts_;
};

}  // namespace klay
