#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <ranges>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "beam/base/kv.h"
#include "beam/base/reflection/enum_names.h"
#include "beam/pipeline/map.h"

namespace beam {
namespace internal {

/// The shortest text that reads back as the same number, as Python and JavaScript write it: "1.0",
/// "0.1", "1e+16", "nan".
std::string TextOf(double number);
std::string TextOf(float number);

template <class T>
std::string TextOf(const T& value) {
  if constexpr (std::convertible_to<const T&, std::string>) {
    return value;
  } else if constexpr (std::same_as<T, bool>) {
    return value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    return std::string(EnumName(value));
  } else {
    static_assert(std::integral<T>,
                  "beam::ToString: only strings, numbers, bools and enums have a text; Map others "
                  "to one of your own");
    return std::to_string(value);
  }
}

struct TextOfElement {
  template <class T>
  std::string operator()(const T& element) const {
    return TextOf(element);
  }
};
struct TextOfPair {
  std::string delimiter;
  template <class K, class V>
  std::string operator()(const KV<K, V>& pair) const {
    return TextOf(pair.key) + delimiter + TextOf(pair.value);
  }
};
struct TextOfItems {
  std::string delimiter;
  template <std::ranges::input_range Items>
  std::string operator()(const Items& items) const {
    std::string text;
    std::string_view before;
    for (const auto& item : items) {
      text.append(before);
      text += TextOf(item);
      before = delimiter;
    }
    return text;
  }
};

}  // namespace internal

/// Strings, numbers, bools ("true") and enums (their names) as text.
struct ToString {
  /// T -> std::string: `numbers | beam::ToString::Elements()`.
  static Map<internal::TextOfElement> Elements(
      std::string label = "ToString.Elements",
      std::source_location where = std::source_location::current()) {
    return {std::move(label), {}, where};
  }
  /// KV<K, V> -> "key,value".
  static Map<internal::TextOfPair> Kvs(
      std::string label = "ToString.Kvs", std::string delimiter = ",",
      std::source_location where = std::source_location::current()) {
    return {std::move(label), {std::move(delimiter)}, where};
  }
  /// A range -> "item,item,item".
  static Map<internal::TextOfItems> Iterables(
      std::string label = "ToString.Iterables", std::string delimiter = ",",
      std::source_location where = std::source_location::current()) {
    return {std::move(label), {std::move(delimiter)}, where};
  }
};

}  // namespace beam
