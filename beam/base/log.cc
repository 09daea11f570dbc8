#include "beam/base/log.h"

#include <cstdio>
#include <string>
#include <utility>

namespace beam {
namespace {

constinit thread_local LogSink* current_sink = nullptr;

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

void Log(LogSeverity severity, std::string_view text) {
  if (current_sink != nullptr) {
    current_sink->Write(severity, text);
    return;
  }
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
