#include "beam/transforms/log_elements.h"

#include "beam/base/log.h"

namespace beam::internal {

void LogElement(const LogOptions& options, const std::string& value, Timestamp timestamp,
                const Windows& windows) {
  std::string line = options.prefix + value;
  if (options.with_timestamp) line += ", at " + std::to_string(timestamp.micros) + " us";
  if (options.with_windows) {
    for (const Window& window : windows.all()) {
      line += window == kGlobalWindow ? std::string(", in the global window")
                                      : ", in [" + std::to_string(window.start.micros) + ", " +
                                            std::to_string(window.end.micros) + ") us";
    }
  }
  Log(LogSeverity::kInfo, line);
}

}  // namespace beam::internal
