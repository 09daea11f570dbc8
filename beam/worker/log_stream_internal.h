#pragma once

#include <memory>
#include <string>

#include "beam/model/fn_internal.h"

namespace beam::worker {

/// Sends what a worker has to say to the engine's log. What cannot be sent is printed on standard
/// error instead. Safe to use from several threads.
class LogStream {
 public:
  /// Connects; without an endpoint all is printed.
  LogStream(const std::string& endpoint, const std::string& worker_id);
  /// Hangs up, when the engine has taken everything or a moment has passed.
  ~LogStream();
  LogStream(const LogStream&) = delete;
  LogStream& operator=(const LogStream&) = delete;

  void Log(model::fn::LogEntry::Severity::Enum severity, const std::string& message,
           const std::string& instruction_id = "", const std::string& transform_id = "");

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace beam::worker
