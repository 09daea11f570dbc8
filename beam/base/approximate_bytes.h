#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <type_traits>

#include "beam/base/reflection/reflect.h"

namespace beam {

/// About how much memory `value` holds, in bytes, with what it points to. Runners bound their
/// queues by it. A class with hidden storage says so by `std::size_t ApproximateBytes() const`.
template <class T>
std::size_t ApproximateBytes(const T& value) {
  if constexpr (requires {
                  { value.ApproximateBytes() } -> std::convertible_to<std::size_t>;
                }) {
    return value.ApproximateBytes();
  } else if constexpr (std::same_as<T, std::string>) {
    return sizeof(T) + value.size();
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return sizeof(T);
  } else if constexpr (requires {
                         value.has_value();
                         *value;
                       }) {
    return value.has_value() ? ApproximateBytes(*value) : sizeof(T);
  } else if constexpr (std::ranges::sized_range<const T>) {
    std::size_t bytes = sizeof(T);
    if constexpr (std::is_arithmetic_v<std::ranges::range_value_t<const T>>) {
      return bytes + std::ranges::size(value) * sizeof(std::ranges::range_value_t<const T>);
    } else {
      for (const auto& item : value) bytes += ApproximateBytes(item);
      return bytes;
    }
  } else if constexpr (requires { std::tuple_size<T>::value; }) {
    return std::apply(
        [](const auto&... parts) { return (std::size_t{0} + ... + ApproximateBytes(parts)); },
        value);
  } else if constexpr (Reflectable<T>) {
    std::size_t bytes = 0;
    ForEachField(value,
                 [&](std::string_view, const auto& field) { bytes += ApproximateBytes(field); });
    return bytes;
  } else {
    return sizeof(T);
  }
}

}  // namespace beam
