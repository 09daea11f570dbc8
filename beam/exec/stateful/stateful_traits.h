#pragma once

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "beam/base/kv.h"
#include "beam/base/reflection/reflect.h"
#include "beam/coders/wire/wire_coder.h"
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

/// Calls visit(name, field) for each state of `fn`.
template <class Fn, class Visit>
void ForEachState(Fn& fn, const Visit& visit) {
  ForEachField(fn, [&](std::string_view name, auto& field) {
    if constexpr (IsState<std::remove_cvref_t<decltype(field)>>) visit(name, field);
  });
}

/// Calls visit(name, field, number) for each timer of `fn`.
template <class Fn, class Visit>
void ForEachTimer(Fn& fn, const Visit& visit) {
  std::size_t number = 0;
  ForEachField(fn, [&](std::string_view name, auto& field) {
    if constexpr (IsTimer<std::remove_cvref_t<decltype(field)>>) visit(name, field, number++);
  });
}

/// What an engine must know of a stateful DoFn.
struct StatefulFields {
  struct State {
    std::string name;
    StateKind kind;
    CoderSpec entry_coder;  ///< Of what is kept, whether as that kind or as a bag.
  };
  struct TimerFamily {
    std::string name;
    bool is_of_event_time;
  };

  CoderSpec key_coder;
  std::vector<State> states = {};
  std::vector<TimerFamily> timers = {};
};

template <StatefulDoFn Fn>
StatefulFields StatefulFieldsOf(const Fn& fn) {
  using K = decltype(SignatureOf<Fn>::Input::key);
  StatefulFields fields{.key_coder = WireCoder<K>::Spec()};
  ForEachState(fn, [&](std::string_view name, const auto& state) {
    fields.states.push_back({std::string(name), state.kKind, state.EntryCoder()});
  });
  ForEachTimer(fn, [&](std::string_view name, const auto& timer, std::size_t) {
    fields.timers.push_back({std::string(name), timer.kIsOfEventTime});
  });
  return fields;
}

}  // namespace beam::exec
