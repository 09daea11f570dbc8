#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "beam/base/describe.h"
#include "beam/exec/dofn_instance.h"
#include "beam/exec/stateful/stateful_traits.h"
#include "beam/state/timer_calls.h"

namespace beam::exec {

/// Closes all state and timers of `fn`.
template <class Fn>
void CloseFields(Fn& fn) {
  ForEachState(fn, [](std::string_view, auto& state) { state.Close(); });
  ForEachTimer(fn, [](std::string_view, auto& timer, std::size_t) { timer.Close(); });
}

/// Calls OnTimer for a call that is due, of a key in the one window of `windows`.
template <class Fn, class K>
void CallOnTimer(DoFnInstance<Fn>& dofn, const K& key, const TimerCalls::Call& call,
                 const Windows& windows) {
  const Timer* timer = nullptr;
  ForEachTimer(dofn.fn(), [&](std::string_view, const auto& field, std::size_t number) {
    if (number == call.timer) timer = &field;
  });
  const TimerFiring<K> firing{key, call.at, call.tag, windows.all()[0], timer};
  dofn.Run(
      {call.output_timestamp, &windows}, [&] { return "on a timer of key " + Describe(key); },
      [&](auto&... emitters) { dofn.fn().OnTimer(firing, emitters...); });
}

}  // namespace beam::exec
