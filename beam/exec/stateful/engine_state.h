#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "beam/base/time/window.h"
#include "beam/coders/model/timer_coder.h"
#include "beam/state/engine_field.h"

namespace beam::exec {

/// The state and the timers of a bundle's steps, which an engine keeps. Keys are encoded as
/// WireCoder does.
class EngineState {
 public:
  virtual ~EngineState() = default;
  /// A state of a step, key and window.
  virtual std::unique_ptr<EngineField> Field(std::size_t step, std::string_view state,
                                             const std::string& key, const Window& window) = 0;
  /// Sets a timer of a step and key, or takes it back.
  virtual void SetTimer(std::size_t step, std::string_view family, const std::string& key,
                        const TimerData& timer) = 0;
};

/// An operator whose timers an engine calls.
class TakesEngineTimers {
 public:
  virtual ~TakesEngineTimers() = default;
  /// Calls a timer; `in` is at a beam:coder:timer:v1, whose windows are in `window_coder`.
  virtual void FireTimer(std::string_view family, WindowCoder window_coder, ByteReader& in) = 0;
};

}  // namespace beam::exec
