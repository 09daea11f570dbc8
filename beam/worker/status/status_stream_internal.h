#pragma once

#include <functional>
#include <memory>
#include <string>

#include "beam/base/error.h"

namespace beam::worker {

/// Answers an engine that wants to know what a worker does, as often as it asks.
class StatusStream {
 public:
  /// Connects. `page` is what to answer; an engine is told what it throws. `failed` is told when
  /// the stream breaks. Both are called by a thread of the stream's.
  StatusStream(const std::string& endpoint, const std::string& worker_id,
               std::function<std::string()> page, std::function<void(const Error&)> failed);
  /// Hangs up.
  ~StatusStream();
  StatusStream(const StatusStream&) = delete;
  StatusStream& operator=(const StatusStream&) = delete;

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace beam::worker
