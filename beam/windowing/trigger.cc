#include "beam/windowing/trigger.h"

#include <algorithm>

#include "beam/base/error.h"
#include "beam/windowing/duration_text.h"

namespace beam {
namespace {

using Kind = Trigger::Kind;

Trigger Composite(Kind kind, std::vector<Trigger> children) {
  if (children.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "a trigger of several needs at least one: found none");
  }
  return {.kind = kind, .children = std::move(children)};
}

std::string NameOf(Kind kind) {
  switch (kind) {
    case Kind::kDefault:
      return "Default";
    case Kind::kAfterWatermark:
      return "AfterWatermark";
    case Kind::kAfterCount:
      return "AfterCount";
    case Kind::kAfterProcessingTime:
      return "AfterProcessingTime";
    case Kind::kAfterSynchronizedProcessingTime:
      return "AfterSynchronizedProcessingTime";
    case Kind::kRepeatedly:
      return "Repeatedly";
    case Kind::kAfterAny:
      return "AfterAny";
    case Kind::kAfterAll:
      return "AfterAll";
    case Kind::kAfterEach:
      return "AfterEach";
    case Kind::kOrFinally:
      return "OrFinally";
    case Kind::kAlways:
      return "Always";
    case Kind::kNever:
      return "Never";
  }
  return "?";
}

std::string DescribeArguments(const Trigger& trigger) {
  if (trigger.kind == Kind::kAfterCount) return std::to_string(trigger.count);
  if (trigger.kind == Kind::kAfterProcessingTime) return DurationText(trigger.delay);
  std::string text;
  for (std::size_t i = 0; i < trigger.children.size(); ++i) {
    const Trigger& child = trigger.children[i];
    const bool is_firing = trigger.kind == Kind::kAfterWatermark;
    if (is_firing && child.kind == Kind::kDefault) continue;
    if (!text.empty()) text += ", ";
    if (is_firing) text += i == 0 ? "early=" : "late=";
    text += Describe(child);
  }
  return text;
}

}  // namespace

Trigger AfterCount(std::int64_t count) {
  if (count < 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "AfterCount waits for at least one element: found " + std::to_string(count));
  }
  return {.kind = Kind::kAfterCount, .count = count};
}

Trigger AfterProcessingTime(Duration delay) {
  if (delay < Duration{}) {
    throw Error(ErrorCode::kInvalidArgument,
                "AfterProcessingTime waits for no negative time: found " + DurationText(delay));
  }
  return {.kind = Kind::kAfterProcessingTime, .delay = delay};
}

Trigger Repeatedly(Trigger repeated) {
  return {.kind = Kind::kRepeatedly, .children = {std::move(repeated)}};
}

Trigger AfterAny(std::vector<Trigger> triggers) {
  return Composite(Kind::kAfterAny, std::move(triggers));
}

Trigger AfterAll(std::vector<Trigger> triggers) {
  return Composite(Kind::kAfterAll, std::move(triggers));
}

Trigger AfterEach(std::vector<Trigger> triggers) {
  return Composite(Kind::kAfterEach, std::move(triggers));
}

Trigger OrFinally(Trigger main, Trigger until) {
  return {.kind = Kind::kOrFinally, .children = {std::move(main), std::move(until)}};
}

Trigger AfterWatermark(EarlyAndLate firings) {
  // The default trigger fires at the end at the earliest, and then for all that is late.
  Trigger late = firings.late.value_or(Trigger{});
  if (firings.late.has_value() && late.kind == Kind::kDefault) late = Always();
  return {.kind = Kind::kAfterWatermark,
          .children = {std::move(firings.early).value_or(Trigger{}), std::move(late)}};
}

std::string Describe(const Trigger& trigger) {
  return NameOf(trigger.kind) + "(" + DescribeArguments(trigger) + ")";
}

bool MayLoseData(const Trigger& trigger, Duration allowed_lateness) {
  auto may = [=](const Trigger& child) { return MayLoseData(child, allowed_lateness); };
  switch (trigger.kind) {
    case Kind::kAfterCount:
    case Kind::kAfterProcessingTime:
      return true;
    case Kind::kAfterWatermark:
      return Duration{} < allowed_lateness && trigger.children[1].kind == Kind::kDefault;
    case Kind::kAfterAny:
    case Kind::kOrFinally:
      return std::ranges::any_of(trigger.children, may);
    case Kind::kAfterAll:
    case Kind::kAfterEach:
      return std::ranges::all_of(trigger.children, may);
    default:
      return false;
  }
}

bool HasOnTimePane(const Trigger& trigger) {
  if (trigger.kind == Kind::kDefault || trigger.kind == Kind::kAfterWatermark) return true;
  return std::ranges::any_of(trigger.children, HasOnTimePane);
}

bool CountsElements(const Trigger& trigger) {
  if (trigger.kind == Kind::kAfterCount) return trigger.count > 1;
  return std::ranges::any_of(trigger.children, CountsElements);
}

Trigger ContinuationOf(const Trigger& trigger) {
  if (trigger.kind == Kind::kAfterCount) return AfterCount(1);
  if (trigger.kind == Kind::kAfterProcessingTime) {
    return {.kind = Kind::kAfterSynchronizedProcessingTime};
  }
  Trigger continuation = trigger;
  for (Trigger& child : continuation.children) child = ContinuationOf(child);
  if (trigger.kind != Kind::kAfterEach) return continuation;
  // What comes next is known in front of the GroupByKey only.
  continuation.kind = Kind::kAfterAny;
  return Repeatedly(std::move(continuation));
}

}  // namespace beam
