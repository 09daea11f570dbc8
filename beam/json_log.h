#pragma once

#include "beam/base/log.h"

namespace beam {

/// Writes each message as a line of JSON on standard error, with the fields by which Google's Cloud
/// Logging knows it: {"severity":"WARNING","time":"2026-01-01T00:00:00.000Z","message":"..."}.
/// Bytes of a message that are no UTF-8 are "\\xHH". Safe to use from several threads.
class JsonLog final : public LogSink {
 public:
  void Write(LogSeverity severity, std::string_view text) override;
};

}  // namespace beam
