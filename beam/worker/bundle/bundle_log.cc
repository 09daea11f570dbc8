#include "beam/exec/step_scope.h"
#include "beam/worker/bundle/bundle_log_internal.h"

namespace beam::worker {
namespace {

using Severity = model::fn::LogEntry::Severity;

Severity::Enum ToProto(LogSeverity severity) {
  switch (severity) {
    case LogSeverity::kDebug:
      return Severity::DEBUG;
    case LogSeverity::kInfo:
      return Severity::INFO;
    case LogSeverity::kWarning:
      return Severity::WARN;
    case LogSeverity::kError:
      break;
  }
  return Severity::ERROR;
}

}  // namespace

void BundleLog::Write(LogSeverity severity, std::string_view text) {
  const exec::StepContext* step = exec::current_step;
  log_.Log({.severity = ToProto(severity),
            .text = std::string(text),
            .instruction_id = instruction_id_,
            .transform_id = step == nullptr ? "" : id_of_step_[step->step]});
}

}  // namespace beam::worker
