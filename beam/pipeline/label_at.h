#pragma once

#include <concepts>
#include <source_location>
#include <string>

namespace beam {

/// A label and where in the source it stands: the parameter of transforms that take any number of
/// PCollections behind it. Made of a string.
struct LabelAt {
  template <std::convertible_to<std::string> Text>
  LabelAt(const Text& label_text, std::source_location place = std::source_location::current())
      : text(label_text), where(place) {}

  std::string text;
  std::source_location where;
};

}  // namespace beam
