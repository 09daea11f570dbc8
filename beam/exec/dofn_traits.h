#pragma once

#include <concepts>
#include <cstddef>
#include <ranges>
#include <tuple>
#include <type_traits>

#include "beam/exec/element.h"
#include "beam/exec/emitter.h"
#include "beam/restriction/locked_tracker.h"
#include "beam/restriction/watermark_estimator.h"

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

template <class Argument, class TrackerOrVoid, class EstimatorOrVoid, class... Out>
struct ProcessSignature {
  /// The parameter as written: const T&, T or const Element<T>&.
  using Parameter = Argument;
  using Input = typename ElementValue<std::remove_cvref_t<Argument>>::type;
  using Outputs = std::tuple<Out...>;
  /// Of a splittable DoFn what it claims its work from; otherwise void.
  using Tracker = TrackerOrVoid;
  /// What it tells its watermark to, if it does; otherwise void.
  using Estimator = EstimatorOrVoid;
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
    : ProcessSignature<Argument, void, void, Out...> {};
template <class C, class Argument, class Tracker, class... Out>
struct MethodSignature<void (C::*)(Argument, LockedTracker<Tracker>&, Emitter<Out>&...)>
    : ProcessSignature<Argument, Tracker, void, Out...> {};
template <class C, class Argument, class Tracker, class Estimator, class... Out>
struct MethodSignature<void (C::*)(Argument, LockedTracker<Tracker>&, LockedEstimator<Estimator>&,
                                   Emitter<Out>&...)>
    : ProcessSignature<Argument, Tracker, Estimator, Out...> {};
/// A function that is const has the signature that it would have without.
template <class C, class... Parameter>
struct MethodSignature<void (C::*)(Parameter...) const>
    : MethodSignature<void (C::*)(Parameter...)> {};

/// Fn has one member function Process(element, Emitter<Out>&...) that returns void; a splittable
/// one takes a LockedTracker behind the element, and may take a LockedEstimator behind that.
template <class Fn>
concept DoFn = requires { sizeof(MethodSignature<decltype(&Fn::Process)>); };

template <DoFn Fn>
using SignatureOf = MethodSignature<decltype(&Fn::Process)>;

/// Process claims its work from a restriction tracker.
template <class Fn>
concept SplittableDoFn = DoFn<Fn> && !std::is_void_v<typename SignatureOf<Fn>::Tracker>;

template <class Fn>
using RestrictionOf = typename SignatureOf<Fn>::Tracker::Restriction;

/// Process says how far the time of its outputs has come.
template <class Fn>
concept HasEstimator = SplittableDoFn<Fn> && !std::is_void_v<typename SignatureOf<Fn>::Estimator>;

/// A splittable DoFn says what the whole work of an element is.
template <class Fn>
concept HasInitialRestriction =
    requires(const Fn& fn, const typename SignatureOf<Fn>::Input& element) {
      { fn.InitialRestriction(element) } -> std::same_as<RestrictionOf<Fn>>;
    };
/// It may say which parts to begin with, as a range of restrictions.
template <class Fn>
concept HasSplitRestriction = requires(const Fn& fn, const typename SignatureOf<Fn>::Input& element,
                                       const RestrictionOf<Fn>& restriction) {
  { fn.SplitRestriction(element, restriction) } -> std::ranges::input_range;
};
/// One with a watermark estimator may say what that begins with, and otherwise begins with
/// kMinTimestamp.
template <class Fn>
concept HasInitialWatermarkState =
    HasEstimator<Fn> && requires(const Fn& fn, const typename SignatureOf<Fn>::Input& element,
                                 const RestrictionOf<Fn>& restriction) {
      {
        fn.InitialWatermarkState(element, restriction)
      } -> std::same_as<typename SignatureOf<Fn>::Estimator::State>;
    };
/// It may say how large a restriction is, in a unit of its own such as bytes.
template <class Fn>
concept HasRestrictionSize = requires(const Fn& fn, const typename SignatureOf<Fn>::Input& element,
                                      const RestrictionOf<Fn>& restriction) {
  { fn.RestrictionSize(element, restriction) } -> std::convertible_to<double>;
};

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
