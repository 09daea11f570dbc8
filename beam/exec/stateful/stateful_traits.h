#pragma once

#include <concepts>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

#include "beam/base/kv.h"
#include "beam/base/reflection/reflect.h"
#include "beam/exec/dofn_traits.h"
#include "beam/state/state_cell.h"
#include "beam/state/timer.h"

/// What can be read off a stateful DoFn: its state and timers are fields.
namespace beam::exec {

template <class Field>
concept IsState = std::derived_from<Field, StateCell>;
template <class Field>
concept IsTimer = std::derived_from<Field, Timer>;

template <class T>
inline constexpr bool kIsKeyed = false;
template <class K, class V>
inline constexpr bool kIsKeyed<KV<K, V>> = true;

template <class Fields>
struct FieldKinds;
template <class... Field>
struct FieldKinds<std::tuple<Field&...>> {
  static constexpr bool kHasState = (IsState<Field> || ...);
  static constexpr bool kHasTimers = (IsTimer<Field> || ...);
};

template <class Fn>
consteval bool HasStateOrTimers() {
  if constexpr (DoFn<Fn> && Reflectable<Fn>) {
    using Kinds = FieldKinds<decltype(Fields(std::declval<Fn&>()))>;
    return Kinds::kHasState || Kinds::kHasTimers;
  } else {
    return false;
  }
}

template <class Fn>
consteval bool HasTimers() {
  if constexpr (HasStateOrTimers<Fn>()) {
    return FieldKinds<decltype(Fields(std::declval<Fn&>()))>::kHasTimers;
  } else {
    return false;
  }
}

/// A DoFn with fields that are state or timers.
template <class Fn>
concept StatefulDoFn = HasStateOrTimers<Fn>();

template <class Fn, class K, class... Out>
concept TakesTimers = requires(Fn fn, const TimerFiring<K>& firing, Emitter<Out>&... out) {
  fn.OnTimer(firing, out...);
};

template <class Fn, class K, class Outputs>
inline constexpr bool kTakesTimers = false;
template <class Fn, class K, class... Out>
inline constexpr bool kTakesTimers<Fn, K, std::tuple<Out...>> = TakesTimers<Fn, K, Out...>;

}  // namespace beam::exec
