#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "beam/base/bytes.h"
#include "beam/base/reflection/enum_names.h"
#include "beam/base/reflection/reflect.h"
#include "beam/base/time/timestamp.h"

namespace beam {

/// A value as an error message shows it: strings quoted and escaped, structs as {field: value},
/// tuples as (value, value), long things cut.
///
///     Describe(Track{"a b.wav", 2.5})  ->  {path: "a b.wav", seconds: 2.5}
///
/// A class may have its own `std::string Describe() const`. A type that nothing is known of is
/// shown as "(opaque)".
template <class T>
std::string Describe(const T& value);

namespace internal {

/// No description is much longer than this many bytes.
inline constexpr std::size_t kDescriptionLimit = 300;

void AppendQuoted(std::string& out, std::string_view text);
void AppendNumber(std::string& out, double value);
/// Cuts `out` to the limit, at a character's border, and says so.
void CutDescription(std::string& out);

template <class T>
void AppendDescription(std::string& out, const T& value) {
  if (out.size() > kDescriptionLimit) return;
  if constexpr (requires {
                  { value.Describe() } -> std::convertible_to<std::string>;
                }) {
    out += value.Describe();
  } else if constexpr (std::same_as<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    out += EnumName(value);
  } else if constexpr (std::integral<T>) {
    out += std::to_string(value);
  } else if constexpr (std::floating_point<T>) {
    AppendNumber(out, value);
  } else if constexpr (std::convertible_to<const T&, std::string_view>) {
    AppendQuoted(out, value);
  } else if constexpr (std::same_as<T, Bytes>) {
    AppendQuoted(out, value.data);
  } else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
    if (value.has_value()) {
      AppendDescription(out, *value);
    } else {
      out += "null";
    }
  } else if constexpr (std::ranges::input_range<const T>) {
    out += '[';
    std::string_view separator;
    for (const auto& item : value) {
      if (out.size() > kDescriptionLimit) break;
      out += separator;
      AppendDescription(out, item);
      separator = ", ";
    }
    out += ']';
  } else if constexpr (requires { std::tuple_size<T>::value; }) {
    out += '(';
    std::string_view separator;
    auto append = [&](const auto& part) {
      out += separator;
      AppendDescription(out, part);
      separator = ", ";
    };
    std::apply([&](const auto&... parts) { (append(parts), ...); }, value);
    out += ')';
  } else if constexpr (Reflectable<T>) {
    out += '{';
    std::string_view separator;
    ForEachField(value, [&](std::string_view name, const auto& field) {
      out += separator;
      out += name;
      out += ": ";
      AppendDescription(out, field);
      separator = ", ";
    });
    out += '}';
  } else {
    out += "(opaque)";
  }
}

}  // namespace internal

template <class T>
std::string Describe(const T& value) {
  std::string out;
  internal::AppendDescription(out, value);
  internal::CutDescription(out);
  return out;
}

}  // namespace beam
