#pragma once

#include <cmath>
#include <concepts>
#include <string>
#include <type_traits>

#include "beam/coders/coder.h"

namespace beam {

/// The order of `<`, made total for floating point numbers: -0 is less than 0, and NaN the
/// greatest.
struct NaturalOrder {
  template <class T>
  bool operator()(const T& a, const T& b) const {
    if constexpr (std::floating_point<T>) {
      if (std::isnan(a) || std::isnan(b)) return !std::isnan(a) && std::isnan(b);
      return a < b || (a == b && std::signbit(a) && !std::signbit(b));
    } else {
      static_assert(
          requires { a < b; },
          "beam: elements of this type have no operator<; give the transform a "
          "comparator");
      return a < b;
    }
  }
};

/// Reverses a comparator.
template <class Less>
struct Reversed {
  Less less;
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return less(b, a);
  }
};

namespace internal {

template <class Less>
inline constexpr bool kIsNatural =
    std::same_as<Less, NaturalOrder> || std::same_as<Less, Reversed<NaturalOrder>>;

/// `less`, with ties broken by the encoded bytes: which of two elements is taken must not depend on
/// which came first, since that is different from run to run.
template <class T, class Less>
bool IsBefore(const Less& less, const T& a, const T& b) {
  if (less(a, b)) return true;
  constexpr bool kTiesAreEqual = std::is_arithmetic_v<T> || std::same_as<T, std::string>;
  if constexpr (kTiesAreEqual && kIsNatural<Less>) return false;
  return !less(b, a) && Encode(a) < Encode(b);
}

}  // namespace internal
}  // namespace beam
