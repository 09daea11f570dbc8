#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "beam/base/time/timestamp.h"

namespace beam {

/// When the panes of a window are made, as in Beam's model: `Repeatedly(AfterCount(100))`. The
/// functions below make them.
struct Trigger {
  enum class Kind {
    kDefault,              ///< At the end of the window, and for each late element.
    kAfterWatermark,       ///< At the end of the window; children are its early and late firings,
                           ///< kDefault where there are none.
    kAfterCount,           ///< Once the pane has `count` elements.
    kAfterProcessingTime,  ///< Once `delay` has passed since the pane's first element.
    kAfterSynchronizedProcessingTime,  ///< What kAfterProcessingTime is behind a GroupByKey.
    kRepeatedly,                       ///< Its child, again and again.
    kAfterAny,                         ///< Once one of the children fires.
    kAfterAll,                         ///< Once all children have fired.
    kAfterEach,                        ///< The children, one after the other.
    kOrFinally,  ///< The first child, until the second fires, too, and then no more.
    kAlways,     ///< Whenever elements come.
    kNever,      ///< Only when the window is closed.
  };

  Kind kind = Kind::kDefault;
  std::int64_t count = 0;
  Duration delay = {};
  std::vector<Trigger> children = {};

  bool operator==(const Trigger&) const = default;
};

/// Throws invalid_argument unless 0 < count.
Trigger AfterCount(std::int64_t count);
/// Throws invalid_argument when `delay` is negative.
Trigger AfterProcessingTime(Duration delay);
Trigger Repeatedly(Trigger repeated);
/// Java calls it AfterFirst.
Trigger AfterAny(std::vector<Trigger> triggers);
Trigger AfterAll(std::vector<Trigger> triggers);
Trigger AfterEach(std::vector<Trigger> triggers);
Trigger OrFinally(Trigger main, Trigger until);
inline Trigger Always() {
  return {.kind = Trigger::Kind::kAlways};
}
inline Trigger Never() {
  return {.kind = Trigger::Kind::kNever};
}

/// What AfterWatermark makes before and after the end of the window, each again and again.
struct EarlyAndLate {
  std::optional<Trigger> early = {};
  std::optional<Trigger> late = {};
};
/// At the end of the window; before it whenever `early` fires, after it whenever `late` does:
/// `AfterWatermark({.early = AfterCount(100)})`.
Trigger AfterWatermark(EarlyAndLate firings = {});

/// As it is written: "Repeatedly(AfterCount(2))".
std::string Describe(const Trigger& trigger);

/// Whether the trigger may finish while elements still come, which are then lost.
bool MayLoseData(const Trigger& trigger, Duration allowed_lateness);

/// Whether an on-time pane is made even of nothing.
bool HasOnTimePane(const Trigger& trigger);

/// Whether it makes a difference to the trigger if elements come as one that stands for several.
bool CountsElements(const Trigger& trigger);

/// The trigger of what a GroupByKey puts out: what fired goes on as soon as it can.
Trigger ContinuationOf(const Trigger& trigger);

}  // namespace beam
