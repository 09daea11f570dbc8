#include "beam/state/timer.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/state/timer_queue.h"

namespace beam {

TimerCalls& Timer::calls() const {
  if (calls_ == nullptr) {
    throw Error(ErrorCode::kInvalidArgument,
                "a timer can be set in Process and OnTimer only, of a DoFn that is a plain struct "
                "(whose fields can be found) and whose elements are beam::KV");
  }
  return *calls_;
}

void Timer::Clear(std::string_view tag) {
  calls().Clear(number_, tag);
}

void EventTimer::Set(Timestamp at, std::string_view tag,
                     std::optional<Timestamp> output_timestamp) {
  calls().Set(TimerCalls::Domain::kEventTime,
              {number(), std::string(tag), at, output_timestamp.value_or(at)});
}

void ProcessingTimer::SetAfter(Duration delay, std::string_view tag,
                               std::optional<Timestamp> output_timestamp) {
  calls().Set(TimerCalls::Domain::kProcessingTime,
              {number(), std::string(tag), calls().processing_time + delay,
               output_timestamp.value_or(calls().now)});
}

void TimerQueue::Set(Domain domain, Call call) {
  Clear(call.timer, call.tag);
  Name name(call.timer, std::move(call.tag));
  order_.emplace(domain, call.at, name);
  pending_.emplace(std::move(name), Pending{domain, call.at, call.output_timestamp});
}

void TimerQueue::Clear(std::size_t timer, std::string_view tag) {
  const auto found = pending_.find(Name(timer, tag));
  if (found == pending_.end()) return;
  order_.erase({found->second.domain, found->second.at, found->first});
  pending_.erase(found);
}

std::optional<TimerQueue::Call> TimerQueue::TakeNext(Timestamp watermark,
                                                     Timestamp until_processing_time) {
  const auto first = order_.begin();
  if (first != order_.end() && std::get<Domain>(*first) == Domain::kEventTime) {
    const Timestamp at = std::get<Timestamp>(*first);
    if (at < watermark || watermark == kMaxTimestamp) return Take(*first);
  }
  const auto of_clock = order_.lower_bound({Domain::kProcessingTime, kMinTimestamp, {}});
  if (of_clock != order_.end() && std::get<Timestamp>(*of_clock) <= until_processing_time) {
    return Take(*of_clock);
  }
  return std::nullopt;
}

TimerQueue::Call TimerQueue::Take(const Order& order) {
  const auto found = pending_.find(std::get<Name>(order));
  Call call{found->first.first, found->first.second, found->second.at,
            found->second.output_timestamp};
  order_.erase(order);
  pending_.erase(found);
  return call;
}

}  // namespace beam
