#pragma once

#include <string_view>

namespace beam {

/// How much somebody must care about what is logged.
enum class LogSeverity { kDebug, kInfo, kWarning, kError };

/// Says something about the work: `beam::Log(beam::LogSeverity::kWarning, "no audio in " + path)`.
/// In a transform that an engine runs it goes to the engine's log, with the step and the bundle in
/// which it was said; else it is one line on standard error.
void Log(LogSeverity severity, std::string_view text);

/// Takes what is logged.
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual void Write(LogSeverity severity, std::string_view text) = 0;
};

/// What this thread logs goes to a sink for a scope.
class LogScope {
 public:
  explicit LogScope(LogSink& sink);
  ~LogScope();
  LogScope(const LogScope&) = delete;
  LogScope& operator=(const LogScope&) = delete;

 private:
  LogSink* previous_;
};

}  // namespace beam
