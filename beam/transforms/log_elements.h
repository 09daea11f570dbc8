#pragma once

#include <source_location>
#include <string>
#include <utility>

#include "beam/base/describe.h"
#include "beam/pipeline/par_do.h"

namespace beam {

/// What LogElements shows of an element besides its value.
struct LogOptions {
  std::string prefix = "";
  bool with_timestamp = false;
  bool with_windows = false;
};

namespace internal {

/// Logs one line: the prefix, the text, and what else is asked for.
void LogElement(const LogOptions& options, const std::string& value, Timestamp timestamp,
                const Windows& windows);

template <class T>
struct LogFn {
  LogOptions options;
  void Process(const Element<T>& element, Emitter<T>& out) const {
    LogElement(options, Describe(element.value), element.timestamp, element.windows);
    out(element.value);
  }
};

}  // namespace internal

/// T -> T, the same elements, each of which is logged (on standard error, or in the engine's log):
/// for finding out what goes through a pipeline.
///
///     words | beam::LogElements("Words") | ...
inline auto LogElements(std::string label = "LogElements", LogOptions options = {},
                        std::source_location where = std::source_location::current()) {
  return [label = std::move(label), options = std::move(options),
          where]<class T>(PCollection<T> input) {
    return input | ParDo(label, internal::LogFn<T>{options}, where);
  };
}

}  // namespace beam
