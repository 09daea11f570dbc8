#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "beam/base/time/timestamp.h"

namespace beam {

/// Takes the calls that the timers of one DoFn set for one key and window.
class TimerCalls {
 public:
  /// Event time comes first: in batch, processing time stands still until it is through.
  enum class Domain { kEventTime, kProcessingTime };

  struct Call {
    std::size_t timer;  ///< Its number among the DoFn's timers.
    std::string tag;
    Timestamp at;
    Timestamp output_timestamp;
  };

  virtual ~TimerCalls() = default;
  virtual void Set(Domain domain, Call call) = 0;
  virtual void Clear(std::size_t timer, std::string_view tag) = 0;

  Timestamp now = {};              ///< The time of the element or timer that is being processed.
  Timestamp processing_time = {};  ///< What the clock shows; it need not be a real one.
};

}  // namespace beam
