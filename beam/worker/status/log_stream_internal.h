#pragma once

#include <memory>
#include <string>

#include "beam/model/fn_internal.h"

namespace beam::worker {

/// One thing that a worker has to say.
struct LogMessage {
  model::fn::LogEntry::Severity::Enum severity;
  std::string text;
  std::string instruction_id = {};  ///< Where it is about a bundle or another instruction.
  std::string transform_id = {};    ///< Where it is about a step.
  std::string trace = {};           ///< Where an error was thrown.
};

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

  /// Sends it with the time and the name of this thread.
  void Log(const LogMessage& message);

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace beam::worker
