#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include "beam/base/time/timestamp.h"

namespace beam {

/// The calls that the timers of one DoFn have set for one key and window.
class TimerQueue {
 public:
  /// Event time comes first: in batch, processing time stands still until it is through.
  enum class Domain { kEventTime, kProcessingTime };

  struct Call {
    std::size_t timer;  ///< Its number among the DoFn's timers.
    std::string tag;
    Timestamp at;
    Timestamp output_timestamp;
  };

  void Set(Domain domain, Call call);
  void Clear(std::size_t timer, std::string_view tag);

  /// Takes the call that is due first: by time, of equal ones by timer and tag. Due are those
  /// before the watermark, and then those up to `processing_time`.
  std::optional<Call> TakeNext(Timestamp watermark, Timestamp processing_time);

  Timestamp now = {};              ///< The time of the element or timer that is being processed.
  Timestamp processing_time = {};  ///< What the clock shows; it need not be a real one.

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
