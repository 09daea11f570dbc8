#pragma once

#include <cstddef>
#include <tuple>
#include <type_traits>

#include "beam/exec/element.h"
#include "beam/exec/emitter.h"

/// What can be read off a DoFn: its input and outputs from the signature of Process, and which
/// parts of the life it has.
namespace beam::exec {

template <class T>
inline constexpr bool kIsElement = false;
template <class T>
inline constexpr bool kIsElement<Element<T>> = true;

template <class T>
struct ElementValue {
  using type = T;
};
template <class T>
struct ElementValue<Element<T>> {
  using type = T;
};

template <class Argument, class... Out>
struct ProcessSignature {
  /// The parameter as written: const T&, T or const Element<T>&.
  using Parameter = Argument;
  using Input = typename ElementValue<std::remove_cvref_t<Argument>>::type;
  using Outputs = std::tuple<Out...>;
  static constexpr std::size_t kNumOutputs = sizeof...(Out);
  static constexpr bool kTakesElement = kIsElement<std::remove_cvref_t<Argument>>;
  static constexpr bool kTakesByValue = !std::is_reference_v<Argument>;
  /// It can only look at the element.
  static constexpr bool kTakesConst =
      std::is_reference_v<Argument> && std::is_const_v<std::remove_reference_t<Argument>>;
};

template <class Method>
struct MethodSignature;
template <class C, class Argument, class... Out>
struct MethodSignature<void (C::*)(Argument, Emitter<Out>&...)>
    : ProcessSignature<Argument, Out...> {};
template <class C, class Argument, class... Out>
struct MethodSignature<void (C::*)(Argument, Emitter<Out>&...) const>
    : ProcessSignature<Argument, Out...> {};

/// Fn has one member function Process(element, Emitter<Out>&...) that returns void.
template <class Fn>
concept DoFn = requires { sizeof(MethodSignature<decltype(&Fn::Process)>); };

template <DoFn Fn>
using SignatureOf = MethodSignature<decltype(&Fn::Process)>;

template <class Fn>
concept HasSetup = requires(Fn fn) { fn.Setup(); };
template <class Fn>
concept HasStartBundle = requires(Fn fn) { fn.StartBundle(); };
template <class Fn>
concept HasTeardown = requires(Fn fn) { fn.Teardown(); };
/// FinishBundle() or FinishBundle(Emitter<Out>&...), with the same outputs as Process.
template <class Fn>
concept HasPlainFinishBundle = requires(Fn fn) { fn.FinishBundle(); };
template <class Fn>
concept NamesFinishBundle = requires { &Fn::FinishBundle; };

}  // namespace beam::exec
