#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "beam/base/time/timestamp.h"
#include "beam/state/timer_calls.h"

namespace beam {

/// The calls that the timers of one DoFn have set for one key and window.
class TimerQueue final : public TimerCalls {
 public:
  void Set(Domain domain, Call call) override;
  void Clear(std::size_t timer, std::string_view tag) override;

  /// Takes the call that is due first: by time, of equal ones by timer and tag. Due are those
  /// before the watermark, and then those up to `processing_time`.
  std::optional<Call> TakeNext(Timestamp watermark, Timestamp processing_time);

 private:
  using Name = std::pair<std::size_t, std::string>;
  struct Pending {
    Domain domain;
    Timestamp at;
    Timestamp output_timestamp;
  };
  using Order = std::tuple<Domain, Timestamp, Name>;

  Call Take(const Order& order);

  std::map<Name, Pending> pending_;
  std::set<Order> order_;
};

}  // namespace beam
