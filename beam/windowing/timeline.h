#pragma once

#include <cstddef>
#include <vector>

#include "beam/base/time/timestamp.h"

namespace beam {

/// How far time had come.
struct StreamTime {
  Timestamp watermark = kMinTimestamp;
  Timestamp processing_time = {};  ///< Since the stream began.
};

/// How time went while a stream came in, event by event: what a TestStream says. Elements know the
/// event that they came with, so that a GroupByKey can replay the stream; those of event i came
/// before the time that after_event[i] tells. The last event is the end of all time.
struct Timeline {
  std::vector<StreamTime> after_event;
};

}  // namespace beam
