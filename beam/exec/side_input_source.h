#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "beam/base/time/window.h"
#include "beam/coders/model/state_backed_iterable_coder.h"

namespace beam::exec {

/// Where a step reads its side inputs when an engine gathered them. Values are encoded as WireCoder
/// does, one behind the other. `number` counts the side inputs of the running step.
class SideInputSource {
 public:
  virtual ~SideInputSource() = default;

  /// All elements in that window.
  virtual std::shared_ptr<const StatePages> All(std::size_t number, const Window& window) = 0;
  /// The values of a key, which is encoded as WireCoder does.
  virtual std::shared_ptr<const StatePages> ValuesOf(std::size_t number, const Window& window,
                                                     const std::string& key) = 0;
  /// The keys.
  virtual std::shared_ptr<const StatePages> Keys(std::size_t number, const Window& window) = 0;

  /// What the step made of a side input in that window; at first null. It lives until the end of
  /// the bundle.
  virtual std::shared_ptr<const void>& ViewOf(std::size_t number, const Window& window) = 0;
};

}  // namespace beam::exec
