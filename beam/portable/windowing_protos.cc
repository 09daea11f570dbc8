#include <google/protobuf/util/time_util.h>

#include "beam/base/error.h"
#include "beam/model/urns_internal.h"
#include "beam/portable/windowing_protos_internal.h"
#include "beam/windowing/duration_text.h"
#include "org/apache/beam/model/pipeline/v1/standard_window_fns.pb.h"

namespace beam::portable {
namespace {

namespace pipeline = model::pipeline;
using google::protobuf::util::TimeUtil;

constexpr std::int64_t kMicrosPerMilli = 1000;

std::int64_t Millis(Duration duration, const std::string& what) {
  if (duration.micros % kMicrosPerMilli == 0) return duration.micros / kMicrosPerMilli;
  throw Error(ErrorCode::kUnimplemented, "engines know no times of less than a millisecond: " +
                                             what + " is " + DurationText(duration));
}

google::protobuf::Duration ToDuration(Duration duration, const std::string& what) {
  return TimeUtil::MillisecondsToDuration(Millis(duration, what));
}

google::protobuf::Timestamp ToTimestamp(Duration offset, const std::string& what) {
  return TimeUtil::MillisecondsToTimestamp(Millis(offset, what));
}

/// Sets the urn and the payload.
template <class Payload>
void SetWindowFn(const Payload& payload, pipeline::WindowingStrategy& proto) {
  proto.mutable_window_fn()->set_urn(model::Urn(Payload::PROPERTIES));
  proto.mutable_window_fn()->set_payload(payload.SerializeAsString());
}

void SetWindowFn(const WindowFn& window_fn, pipeline::WindowingStrategy& proto) {
  const std::string name = window_fn.Describe();
  proto.set_merge_status(pipeline::MergeStatus::NON_MERGING);
  proto.set_assigns_to_one_window(true);
  if (dynamic_cast<const GlobalWindows*>(&window_fn) != nullptr) {
    SetWindowFn(pipeline::GlobalWindowsPayload(), proto);
  } else if (const auto* fixed = dynamic_cast<const FixedWindows*>(&window_fn)) {
    pipeline::FixedWindowsPayload payload;
    *payload.mutable_size() = ToDuration(fixed->size(), "the size of " + name);
    *payload.mutable_offset() = ToTimestamp(fixed->offset(), "the offset of " + name);
    SetWindowFn(payload, proto);
  } else if (const auto* sliding = dynamic_cast<const SlidingWindows*>(&window_fn)) {
    pipeline::SlidingWindowsPayload payload;
    *payload.mutable_size() = ToDuration(sliding->size(), "the size of " + name);
    *payload.mutable_period() = ToDuration(sliding->period(), "the period of " + name);
    *payload.mutable_offset() = ToTimestamp(sliding->offset(), "the offset of " + name);
    proto.set_assigns_to_one_window(false);
    SetWindowFn(payload, proto);
  } else if (const auto* sessions = dynamic_cast<const Sessions*>(&window_fn)) {
    pipeline::SessionWindowsPayload payload;
    *payload.mutable_gap_size() = ToDuration(sessions->gap(), "the gap of " + name);
    proto.set_merge_status(pipeline::MergeStatus::NEEDS_MERGE);
    SetWindowFn(payload, proto);
  } else {
    throw Error(ErrorCode::kUnimplemented,
                "engines know no window functions but Beam's own: " + name);
  }
}

pipeline::Trigger ToProto(const Trigger& trigger);

template <class Message>
void AddChildren(const Trigger& trigger, Message& proto) {
  for (const Trigger& child : trigger.children) *proto.add_subtriggers() = ToProto(child);
}

void SetAfterWatermark(const Trigger& trigger, pipeline::Trigger::AfterEndOfWindow& proto) {
  const Trigger& early = trigger.children[0];
  const Trigger& late = trigger.children[1];
  if (early.kind != Trigger::Kind::kDefault) *proto.mutable_early_firings() = ToProto(early);
  if (late.kind != Trigger::Kind::kDefault) *proto.mutable_late_firings() = ToProto(late);
}

pipeline::Trigger ToProto(const Trigger& trigger) {
  pipeline::Trigger proto;
  switch (trigger.kind) {
    case Trigger::Kind::kDefault:
      proto.mutable_default_();
      break;
    case Trigger::Kind::kAfterWatermark:
      SetAfterWatermark(trigger, *proto.mutable_after_end_of_window());
      break;
    case Trigger::Kind::kAfterCount:
      proto.mutable_element_count()->set_element_count(static_cast<std::int32_t>(trigger.count));
      break;
    case Trigger::Kind::kAfterProcessingTime:
      proto.mutable_after_processing_time()
          ->add_timestamp_transforms()
          ->mutable_delay()
          ->set_delay_millis(Millis(trigger.delay, "the delay of a trigger"));
      break;
    case Trigger::Kind::kAfterSynchronizedProcessingTime:
      proto.mutable_after_synchronized_processing_time();
      break;
    case Trigger::Kind::kRepeatedly:
      *proto.mutable_repeat()->mutable_subtrigger() = ToProto(trigger.children[0]);
      break;
    case Trigger::Kind::kAfterAny:
      AddChildren(trigger, *proto.mutable_after_any());
      break;
    case Trigger::Kind::kAfterAll:
      AddChildren(trigger, *proto.mutable_after_all());
      break;
    case Trigger::Kind::kAfterEach:
      AddChildren(trigger, *proto.mutable_after_each());
      break;
    case Trigger::Kind::kOrFinally:
      *proto.mutable_or_finally()->mutable_main() = ToProto(trigger.children[0]);
      *proto.mutable_or_finally()->mutable_finally() = ToProto(trigger.children[1]);
      break;
    case Trigger::Kind::kAlways:
      proto.mutable_always();
      break;
    case Trigger::Kind::kNever:
      proto.mutable_never();
      break;
  }
  return proto;
}

pipeline::OutputTime::Enum ToProto(TimestampCombiner combiner) {
  switch (combiner) {
    case TimestampCombiner::kEndOfWindow:
      return pipeline::OutputTime::END_OF_WINDOW;
    case TimestampCombiner::kEarliest:
      return pipeline::OutputTime::EARLIEST_IN_PANE;
    case TimestampCombiner::kLatest:
      return pipeline::OutputTime::LATEST_IN_PANE;
  }
  throw Error(ErrorCode::kInternal, "unknown timestamp combiner");
}

}  // namespace

pipeline::WindowingStrategy ToProto(const Windowing& windowing) {
  pipeline::WindowingStrategy proto;
  SetWindowFn(*windowing.window_fn, proto);
  *proto.mutable_trigger() = ToProto(windowing.trigger);
  proto.set_accumulation_mode(windowing.accumulation_mode == AccumulationMode::kDiscarding
                                  ? pipeline::AccumulationMode::DISCARDING
                                  : pipeline::AccumulationMode::ACCUMULATING);
  proto.set_output_time(ToProto(windowing.timestamp_combiner));
  proto.set_closing_behavior(windowing.closing_behavior == ClosingBehavior::kFireAlways
                                 ? pipeline::ClosingBehavior::EMIT_ALWAYS
                                 : pipeline::ClosingBehavior::EMIT_IF_NONEMPTY);
  proto.set_on_time_behavior(windowing.on_time_behavior == OnTimeBehavior::kFireAlways
                                 ? pipeline::OnTimeBehavior::FIRE_ALWAYS
                                 : pipeline::OnTimeBehavior::FIRE_IF_NONEMPTY);
  proto.set_allowed_lateness(Millis(windowing.allowed_lateness, "the allowed lateness"));
  return proto;
}

}  // namespace beam::portable
