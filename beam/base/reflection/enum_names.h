#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// The names of an enum's values, from the compiler's own spelling: values 0 to 31 are looked at.
namespace beam {
namespace internal {

template <auto kValue>
consteval std::string_view EnumeratorName() {
  // g++: "... [with auto kValue = klay::Damaged::kKeep; ...]", "(klay::Damaged)7" where there is no
  // such enumerator.
  std::string_view text = __PRETTY_FUNCTION__;
  text = text.substr(text.find("kValue = ") + 9);
  text = text.substr(0, text.find_first_of(";]"));
  const std::size_t last = text.find_last_of(":)");
  const bool named = text.find_last_of(')') == std::string_view::npos || text[last] == ':';
  return named ? text.substr(last + 1) : std::string_view();
}

template <class E, std::size_t... I>
consteval auto EnumeratorNames(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{EnumeratorName<static_cast<E>(I)>()...};
}

}  // namespace internal

/// The names of E's values as people write them on a command line: kKeepAll is "keep_all".
template <class E>
  requires std::is_enum_v<E>
std::vector<std::string> EnumNames();

/// The value called `name`, or nothing.
template <class E>
  requires std::is_enum_v<E>
std::optional<E> EnumFromName(std::string_view name);

/// The name of `value`; its number when the enum has no such enumerator.
template <class E>
  requires std::is_enum_v<E>
std::string EnumName(E value);

namespace internal {

inline constexpr std::size_t kMaxEnumerators = 32;

template <class E>
inline constexpr auto kEnumeratorNames =
    EnumeratorNames<E>(std::make_index_sequence<kMaxEnumerators>());

/// "kKeepAll" -> "keep_all"
std::string WrittenName(std::string_view enumerator);

}  // namespace internal

template <class E>
  requires std::is_enum_v<E>
std::vector<std::string> EnumNames() {
  std::vector<std::string> names;
  for (std::string_view name : internal::kEnumeratorNames<E>) {
    if (!name.empty()) names.push_back(internal::WrittenName(name));
  }
  return names;
}

template <class E>
  requires std::is_enum_v<E>
std::optional<E> EnumFromName(std::string_view name) {
  for (std::size_t i = 0; i < internal::kMaxEnumerators; ++i) {
    std::string_view enumerator = internal::kEnumeratorNames<E>[i];
    if (!enumerator.empty() && internal::WrittenName(enumerator) == name) return static_cast<E>(i);
  }
  return std::nullopt;
}

template <class E>
  requires std::is_enum_v<E>
std::string EnumName(E value) {
  const auto index = static_cast<std::size_t>(value);
  if (index < internal::kMaxEnumerators && !internal::kEnumeratorNames<E>[index].empty()) {
    return internal::WrittenName(internal::kEnumeratorNames<E>[index]);
  }
  return std::to_string(index);
}

}  // namespace beam
