#include "beam/json_log.h"

#include <chrono>
#include <cstdio>
#include <string>

#include "beam/base/time/rfc3339.h"
#include "beam/base/utf8.h"
#include "beam/io/json/json_writer.h"

namespace beam {
namespace {

std::string_view NameOf(LogSeverity severity) {
  switch (severity) {
    case LogSeverity::kDebug:
      return "DEBUG";
    case LogSeverity::kInfo:
      return "INFO";
    case LogSeverity::kWarning:
      return "WARNING";
    case LogSeverity::kError:
      break;
  }
  return "ERROR";
}

Timestamp Now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count() * 1000};
}

}  // namespace

void JsonLog::Write(LogSeverity severity, std::string_view text) {
  std::string line;
  io::JsonWriter json(line);
  json.BeginRow();
  json.Field(0, "severity");
  json.String(NameOf(severity));
  json.Field(1, "time");
  json.Time(Now());
  json.Field(2, "message");
  json.String(PrintableUtf8(text));
  json.EndRow();
  line += '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);  // At once, so that lines do not mix.
}

}  // namespace beam
