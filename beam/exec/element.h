#pragma once

#include "beam/base/time/timestamp.h"
#include "beam/base/time/windows.h"

namespace beam {

/// A value of a PCollection with what the model says of it. A DoFn that takes `const Element<T>&`
/// instead of `const T&` sees it whole.
template <class T>
struct Element {
  T value;
  Timestamp timestamp = kMinTimestamp;
  Windows windows = {};
};

}  // namespace beam
