#pragma once

#include "beam/base/log.h"

namespace beam {

/// What this process logs from now on: nothing below `least`, and what no LogScope takes goes to
/// `sink`, which must outlive all that log; null is lines on standard error. At first everything
/// but kDebug is logged, there.
void SetLogOutput(LogSeverity least, LogSink* sink);

/// Whether there is such a sink.
bool LogsToSink();

/// Whether Log does anything at this severity: for messages that cost something to make.
bool IsLogged(LogSeverity severity);

}  // namespace beam
