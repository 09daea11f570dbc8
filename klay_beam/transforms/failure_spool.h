#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "klay_beam/transforms/failure.h"

namespace klay {

/// Failures on their way into a report, in a nameless temporary file that ends with the process: a
/// disk that went away in the night makes one of every input, and memory must not grow with them.
class FailureSpool {
 public:
  /// Throws resource_exhausted when the temporary folder is full.
  void Add(const Failure& failure);

  /// Calls `visit` with each failure's JSON object, in the order of arrival.
  void ForEach(const std::function<void(const std::string& json)>& visit) const;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace klay
