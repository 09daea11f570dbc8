#include "beam/windowing/trigger_state.h"

#include <algorithm>

namespace beam {
namespace {

using Kind = Trigger::Kind;

constexpr std::size_t kEarly = 0;
constexpr std::size_t kLate = 1;

}  // namespace

TriggerState::TriggerState(const Trigger& trigger) : trigger_(&trigger) {
  for (const Trigger& child : trigger.children) children_.emplace_back(child);
}

TriggerState TriggerState::Merged(const Trigger& trigger,
                                  std::span<const TriggerState* const> states,
                                  const TriggerTime& now) {
  TriggerState merged(trigger);
  bool all_late = !states.empty();
  bool any_finished = false;
  for (const TriggerState* state : states) {
    merged.count_ += state->count_;
    if (state->deadline_.has_value()) {
      merged.deadline_ = std::min(merged.deadline_.value_or(kMaxTimestamp), *state->deadline_);
    }
    all_late = all_late && state->is_late_;
    any_finished = any_finished || state->finished_;
  }
  for (std::size_t i = 0; i < merged.children_.size(); ++i) {
    std::vector<const TriggerState*> children;
    for (const TriggerState* state : states) children.push_back(&state->children_[i]);
    merged.children_[i] = Merged(trigger.children[i], children, now);
  }
  switch (trigger.kind) {
    case Kind::kAfterWatermark:
      // Until the end of the new window, it is not late again.
      merged.is_late_ = all_late && now.past_end;
      merged.finished_ = merged.is_late_ && !merged.HasLateFirings();
      if (!merged.is_late_) merged.children_[kLate].Reset();
      break;
    case Kind::kAfterAny:
    case Kind::kOrFinally:
      merged.finished_ = merged.AnyFinished();
      break;
    case Kind::kAfterAll:
    case Kind::kAfterEach:
      merged.finished_ = merged.AllFinished();
      break;
    default:
      merged.finished_ = any_finished;
  }
  return merged;
}

void TriggerState::AddElements(std::int64_t count, const TriggerTime& now) {
  if (finished_) return;
  switch (trigger_->kind) {
    case Kind::kAfterCount:
      count_ += count;
      break;
    case Kind::kAfterProcessingTime:
      if (!deadline_.has_value()) deadline_ = now.processing_time + trigger_->delay;
      break;
    case Kind::kAfterWatermark:
      children_[is_late_ ? kLate : kEarly].AddElements(count, now);
      break;
    case Kind::kAfterEach:
      children_[Active()].AddElements(count, now);
      break;
    default:
      for (TriggerState& child : children_) child.AddElements(count, now);
  }
}

bool TriggerState::ShouldFire(const TriggerTime& now) const {
  if (finished_) return false;
  auto should = [&](const TriggerState& child) { return child.ShouldFire(now); };
  switch (trigger_->kind) {
    case Kind::kDefault:
      return now.past_end;
    case Kind::kAfterWatermark:
      if (is_late_) return should(children_[kLate]);
      return now.past_end || should(children_[kEarly]);
    case Kind::kAfterCount:
      return count_ >= trigger_->count;
    case Kind::kAfterProcessingTime:
      return deadline_.has_value() && *deadline_ <= now.processing_time;
    case Kind::kRepeatedly:
      return should(children_[0]);
    case Kind::kAfterAny:
    case Kind::kOrFinally:
      return std::ranges::any_of(children_, should);
    case Kind::kAfterAll:
      return std::ranges::all_of(
          children_, [&](const TriggerState& child) { return child.finished_ || should(child); });
    case Kind::kAfterEach:
      return should(children_[Active()]);
    case Kind::kAlways:
    case Kind::kAfterSynchronizedProcessingTime:
      return true;
    case Kind::kNever:
      return false;
  }
  return false;
}

void TriggerState::OnFire(const TriggerTime& now) {
  switch (trigger_->kind) {
    case Kind::kAfterCount:
    case Kind::kAfterProcessingTime:
      ForgetElements();
      finished_ = true;
      break;
    case Kind::kAfterWatermark:
      FireAtOrAfterEnd(now);
      break;
    case Kind::kRepeatedly:
      children_[0].OnFire(now);
      children_[0].ResetIfFinished();
      break;
    case Kind::kAfterAny:
    case Kind::kOrFinally:
      FireChildrenThatShould(now);
      finished_ = AnyFinished();
      break;
    case Kind::kAfterAll:
      FireChildrenThatShould(now);
      finished_ = AllFinished();
      break;
    case Kind::kAfterEach:
      children_[Active()].OnFire(now);
      finished_ = AllFinished();
      break;
    default:
      break;
  }
}

std::optional<Timestamp> TriggerState::Deadline() const {
  std::optional<Timestamp> earliest = deadline_;
  for (const TriggerState& child : children_) {
    const std::optional<Timestamp> deadline = child.Deadline();
    if (deadline.has_value()) earliest = std::min(earliest.value_or(kMaxTimestamp), *deadline);
  }
  return earliest;
}

void TriggerState::FireAtOrAfterEnd(const TriggerTime& now) {
  if (is_late_) {
    children_[kLate].OnFire(now);
    children_[kLate].ResetIfFinished();
  } else if (now.past_end) {
    is_late_ = true;
    children_[kEarly].Reset();
    finished_ = !HasLateFirings();
  } else {
    children_[kEarly].OnFire(now);
    children_[kEarly].ResetIfFinished();
  }
}

void TriggerState::FireChildrenThatShould(const TriggerTime& now) {
  for (TriggerState& child : children_) {
    if (child.ShouldFire(now)) {
      child.OnFire(now);
    } else {
      child.ForgetElements();
    }
  }
}

void TriggerState::ForgetElements() {
  count_ = 0;
  deadline_.reset();
  for (TriggerState& child : children_) child.ForgetElements();
}

std::size_t TriggerState::Active() const {
  const auto active = std::ranges::find(children_, false, &TriggerState::finished_);
  return static_cast<std::size_t>(active - children_.begin());
}

bool TriggerState::HasLateFirings() const {
  return trigger_->children[kLate].kind != Kind::kDefault;
}

bool TriggerState::AllFinished() const {
  return std::ranges::all_of(children_, &TriggerState::finished_);
}

bool TriggerState::AnyFinished() const {
  return std::ranges::any_of(children_, &TriggerState::finished_);
}

}  // namespace beam
