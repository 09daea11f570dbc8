#include "klay_beam/transforms/tell.h"

#include <iostream>

#include "beam/base/log_output.h"

namespace klay {

void Tell(std::string_view text) {
  if (beam::LogsToSink()) {
    beam::Log(beam::LogSeverity::kInfo, text);
  } else {
    std::cout << text << std::flush;
  }
}

}  // namespace klay
