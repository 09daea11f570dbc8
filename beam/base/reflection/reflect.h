#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/reflection/tie_fields.h"

/// Reflection over plain structs: the number, names and values of their fields, at compile time.
///
///     struct Track { std::string path; double seconds = 0; };
///     beam::ForEachField(track, [](std::string_view name, const auto& value) { ... });
///
/// A plain struct is an aggregate without base classes, C arrays, references and bit-fields, of at
/// most 32 fields, which may be of any type. The field count is found by trying how many
/// initialisers the struct takes; the names come from the compiler's own spelling of a pointer to
/// each member (__PRETTY_FUNCTION__), as reflect-cpp and glaze do it.
namespace beam {
namespace internal {

/// Stands in for any initialiser but the struct itself (that would be its copy constructor).
template <class Owner>
struct AnyField {
  template <class T>
    requires(!std::same_as<std::remove_cvref_t<T>, Owner>)
  constexpr operator T() const noexcept {
    __builtin_unreachable();  // Only named, never run; a body keeps compilers from warning that it
                              // has none.
  }
};

template <class T, std::size_t>
using AnyFieldAt = AnyField<T>;

template <class T, std::size_t... I>
consteval bool TakesInitialisers(std::index_sequence<I...>) {
  return requires { T{AnyFieldAt<T, I>{}...}; };
}

/// In parentheses an initialiser stands for a whole field; in braces it may be one for an item of a
/// C array.
template <class T, std::size_t... I>
consteval bool TakesWholeFields(std::index_sequence<I...>) {
  return requires { T(AnyFieldAt<T, I>{}...); };
}

/// Stands in for a base class of Derived only.
template <class Derived>
struct AnyBase {
  template <class T>
    requires(std::is_base_of_v<T, Derived> && !std::same_as<T, Derived>)
  constexpr operator T() const noexcept {
    __builtin_unreachable();
  }
};

inline constexpr std::size_t kNotCountable = kMaxFields + 2;

/// The greatest number of initialisers that T takes, where it takes kTaken and not kRefused, and
/// what lies between up to some number only. Halving, since each try is dear to compile.
template <class T, std::size_t kTaken, std::size_t kRefused>
consteval std::size_t CountBetween() {
  constexpr std::size_t kHalf = (kTaken + kRefused) / 2;
  if constexpr (kHalf == kTaken) {
    return kTaken;
  } else if constexpr (TakesInitialisers<T>(std::make_index_sequence<kHalf>())) {
    return CountBetween<T, kHalf, kRefused>();
  } else {
    return CountBetween<T, kTaken, kHalf>();
  }
}

/// For a struct whose fields all have a default: it takes every list that is not too long.
template <class T, std::size_t N = 1>
consteval std::size_t CountFieldsWithDefaults() {
  if constexpr (!TakesInitialisers<T>(std::make_index_sequence<N>())) {
    return CountBetween<T, N / 2, N>();
  } else if constexpr (N > kMaxFields) {
    return N;
  } else {
    return CountFieldsWithDefaults<T, std::min(2 * N, kMaxFields + 1)>();
  }
}

/// The longest list that is taken, of those that follow on one of N.
template <class T, std::size_t N>
consteval std::size_t LongestList() {
  if constexpr (N <= kMaxFields && TakesInitialisers<T>(std::make_index_sequence<N + 1>())) {
    return LongestList<T, N + 1>();
  } else {
    return N;
  }
}

/// From the bottom up, since most are small: a field without a default value makes every shorter
/// list invalid. A struct that takes no list at all (a field is a reference) cannot be counted.
template <class T, std::size_t N = 1>
consteval std::size_t CountFieldsWithoutDefaults() {
  if constexpr (TakesInitialisers<T>(std::make_index_sequence<N>())) {
    return LongestList<T, N>();
  } else if constexpr (N <= kMaxFields) {
    return CountFieldsWithoutDefaults<T, N + 1>();
  } else {
    return kNotCountable;
  }
}

template <class T>
consteval std::size_t CountFields() {
  if constexpr (TakesInitialisers<T>(std::index_sequence<>())) {
    return CountFieldsWithDefaults<T>();
  } else {
    return CountFieldsWithoutDefaults<T>();
  }
}

template <class T>
inline constexpr std::size_t kCountOfFields = CountFields<T>();

/// Converts to nothing; only a field that is made of anything (std::any) takes it.
struct Nothing {};

template <class T>
inline constexpr bool kHasBaseClass = requires { T{AnyBase<T>{}}; } && !requires { T{Nothing{}}; };

template <class T>
inline constexpr bool kHasWholeFields =
    kCountOfFields<T> <= kMaxFields &&
    (kCountOfFields<T> == 0 ||
     TakesWholeFields<T>(std::make_index_sequence<kCountOfFields<T> % kNotCountable>()));

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

template <class T>
struct Specimen {
  const T value;
};

/// Never defined: only addresses inside it are named, at compile time.
template <class T>
extern const Specimen<T> kSpecimen;

template <class P>
struct MemberPointer {
  P pointer;
};
template <class P>
MemberPointer(P) -> MemberPointer<P>;

template <class... T>
constexpr auto AddressesOf(std::tuple<T&...> fields) {
  return std::apply([](T&... field) { return std::tuple{&field...}; }, fields);
}

template <MemberPointer kMember>
consteval std::string_view FieldName() {
  // g++:   "... kMember = MemberPointer<const int*>{(& kSpecimen<S>.Specimen<S>::value.S::rate)};
  // ..." clang: "... [kMember = MemberPointer<const int *>{&kSpecimen.value.rate}]"
  std::string_view text = __PRETTY_FUNCTION__;
#if defined(__clang__)
  text = text.substr(0, text.rfind("}]"));
#else
  text = text.substr(0, text.rfind(")}"));
#endif
  return text.substr(text.find_last_of(".:") + 1);
}

template <class T, std::size_t... I>
consteval auto FieldNamesOf(std::index_sequence<I...>) {
  [[maybe_unused]] constexpr auto kMembers =
      AddressesOf(TieFields<sizeof...(I)>(kSpecimen<T>.value));
  return std::array<std::string_view, sizeof...(I)>{
      FieldName<MemberPointer{std::get<I>(kMembers)}>()...};
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

}  // namespace internal

/// An aggregate class without virtual functions that is not a fixed array: what reflection, rows
/// and options take.
template <class T>
concept PlainStruct = std::is_class_v<T> && std::is_aggregate_v<T> && !std::is_polymorphic_v<T> &&
                      !requires { std::tuple_size<T>::value; };

/// Whether reflection can look into T. Asking is never an error, whereas to look into a PlainStruct
/// that is not Reflectable is a compile error that says what is in the way.
template <class T>
concept Reflectable =
    PlainStruct<T> && !internal::kHasBaseClass<T> &&
    internal::kCountOfFields<T> <= internal::kMaxFields && internal::kHasWholeFields<T>;

namespace internal {

template <class T>
consteval std::size_t CheckedFieldCount() {
  static_assert(
      !kHasBaseClass<T>,
      "beam: a plain struct has no base class; make what it inherits a field, or give the "
      "struct a beam::Coder");
  static_assert(kHasBaseClass<T> || kCountOfFields<T> != kNotCountable,
                "beam: the fields of this struct cannot be counted: one of them is a reference, or "
                "of a class that takes anything to construct it");
  static_assert(kCountOfFields<T> == kNotCountable || kCountOfFields<T> <= kMaxFields,
                "beam: a plain struct has at most 32 fields");
  static_assert(kHasBaseClass<T> || kCountOfFields<T> > kMaxFields || kHasWholeFields<T>,
                "beam: a plain struct has no C array; use std::array");
  return Reflectable<T> ? kCountOfFields<T> : 0;
}

}  // namespace internal

/// How many fields `T` has.
template <PlainStruct T>
inline constexpr std::size_t kFieldCount = internal::CheckedFieldCount<T>();

/// The fields' names, in order of declaration.
template <PlainStruct T>
inline constexpr auto kFieldNames =
    internal::FieldNamesOf<T>(std::make_index_sequence<kFieldCount<T>>());

/// References to the fields, in order, as a std::tuple.
template <class T>
  requires PlainStruct<std::remove_const_t<T>>
constexpr auto Fields(T& value) {
  return internal::TieFields<kFieldCount<std::remove_const_t<T>>>(value);
}

/// Calls `visit(name, field)` for each field in order.
template <class T, class Visitor>
  requires PlainStruct<std::remove_const_t<T>>
constexpr void ForEachField(T& value, Visitor&& visit) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto fields = Fields(value);
    (visit(kFieldNames<std::remove_const_t<T>>[I], std::get<I>(fields)), ...);
    (void)fields;
  }(std::make_index_sequence<kFieldCount<std::remove_const_t<T>>>());
}

}  // namespace beam
