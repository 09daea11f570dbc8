#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <vector>

namespace beam::direct {

/// What every worker did when, for a look at it: Chrome's trace event format, which Perfetto and
/// chrome://tracing show. Safe to use from several threads.
class Trace {
 public:
  using Clock = std::chrono::steady_clock;

  /// A bundle or another task that ended now, of the worker with that number.
  void Add(const std::string& stage, const char* kind, std::size_t worker, Clock::time_point start,
           std::size_t elements);

  /// Writes the file. Throws when it cannot be written.
  void Write(const std::filesystem::path& path) const;

 private:
  struct Event {
    std::string stage;
    const char* kind;
    std::size_t worker;
    double start_micros;
    double micros;
    std::size_t elements;
  };

  const Clock::time_point start_ = Clock::now();
  mutable std::mutex mutex_;
  std::vector<Event> events_;
};

}  // namespace beam::direct
