#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "beam/base/log.h"
#include "beam/worker/status/log_stream_internal.h"

namespace beam::worker {

/// Sends what the steps of a bundle log to the engine, with the step's name there.
class BundleLog final : public LogSink {
 public:
  /// `id_of_step` names the steps; both outlive this.
  BundleLog(LogStream& log, const std::vector<std::string>& id_of_step)
      : log_(log), id_of_step_(id_of_step) {}

  /// What follows belongs to that bundle, or to none.
  void SetInstruction(const std::string& instruction_id) { instruction_id_ = instruction_id; }

  /// With the step that runs on this thread.
  void Write(LogSeverity severity, std::string_view text) override;

 private:
  LogStream& log_;
  const std::vector<std::string>& id_of_step_;
  std::string instruction_id_;
};

}  // namespace beam::worker
