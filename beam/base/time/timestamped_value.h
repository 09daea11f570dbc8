#pragma once

#include "beam/base/time/timestamp.h"

namespace beam {

/// A value and its time.
template <class T>
struct TimestampedValue {
  T value;
  Timestamp timestamp;
  auto operator<=>(const TimestampedValue&) const = default;
};

}  // namespace beam
