#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "beam/base/timestamp.h"

namespace beam {

/// When the panes of a window are made, as in Beam's model: `Repeatedly(AfterCount(100))`.
struct Trigger {
  enum class Kind {
    kDefault,              ///< At the end of the window, and for each late element.
    kAfterWatermark,       ///< At the end of the window; children are its early and late firings.
    kAfterCount,           ///< Once the pane has `count` elements.
    kAfterProcessingTime,  ///< Once `delay` has passed since the pane's first element.
    kRepeatedly,           ///< Its child, again and again.
    kAfterAny,             ///< Once one of the children fires.
    kAfterAll,             ///< Once all children have fired.
    kAfterEach,            ///< The children, one after the other.
  };

  Kind kind = Kind::kDefault;
  std::int64_t count = 0;
  Duration delay = {};
  std::vector<Trigger> children = {};
};

inline Trigger AfterCount(std::int64_t count) {
  return {.kind = Trigger::Kind::kAfterCount, .count = count};
}
inline Trigger AfterProcessingTime(Duration delay) {
  return {.kind = Trigger::Kind::kAfterProcessingTime, .delay = delay};
}
inline Trigger Repeatedly(Trigger repeated) {
  return {.kind = Trigger::Kind::kRepeatedly, .children = {std::move(repeated)}};
}
/// At the end of the window; before it whenever `early` fires, after it whenever `late` does.
inline Trigger AfterWatermark(Trigger early = {}, Trigger late = {}) {
  return {.kind = Trigger::Kind::kAfterWatermark, .children = {std::move(early), std::move(late)}};
}
inline Trigger AfterAny(std::vector<Trigger> triggers) {
  return {.kind = Trigger::Kind::kAfterAny, .children = std::move(triggers)};
}
inline Trigger AfterAll(std::vector<Trigger> triggers) {
  return {.kind = Trigger::Kind::kAfterAll, .children = std::move(triggers)};
}
inline Trigger AfterEach(std::vector<Trigger> triggers) {
  return {.kind = Trigger::Kind::kAfterEach, .children = std::move(triggers)};
}

}  // namespace beam
