#include "beam/base/log.h"

#include <atomic>
#include <cstdio>
#include <string>
#include <utility>

#include "beam/base/log_output.h"

namespace beam {
namespace {

constinit thread_local LogSink* current_sink = nullptr;
constinit std::atomic<LogSeverity> least_severity = LogSeverity::kInfo;
constinit std::atomic<LogSink*> process_sink = nullptr;

const char* PrefixOf(LogSeverity severity) {
  switch (severity) {
    case LogSeverity::kWarning:
      return "warning: ";
    case LogSeverity::kError:
      return "error: ";
    case LogSeverity::kDebug:
    case LogSeverity::kInfo:
      break;
  }
  return "";
}

}  // namespace

void SetLogOutput(LogSeverity least, LogSink* sink) {
  least_severity = least;
  process_sink = sink;
}

bool LogsToSink() {
  return process_sink.load() != nullptr;
}

bool IsLogged(LogSeverity severity) {
  return severity >= least_severity.load(std::memory_order_relaxed);
}

void Log(LogSeverity severity, std::string_view text) {
  if (!IsLogged(severity)) return;
  LogSink* const sink = current_sink != nullptr ? current_sink : process_sink.load();
  if (sink != nullptr) return sink->Write(severity, text);
  std::string line = PrefixOf(severity);
  line += text;
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);  // At once, so that lines do not mix.
}

LogScope::LogScope(LogSink& sink) : previous_(std::exchange(current_sink, &sink)) {}

LogScope::~LogScope() {
  current_sink = previous_;
}

}  // namespace beam
