#pragma once

#include <chrono>
#include <optional>

namespace beam::portable {

/// Notices that an engine has told nothing new of a job for long. An engine whose worker has died
/// may never say so.
class StallWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// `timeout` is how long the engine may tell nothing; 0 is for ever.
  StallWatch(std::chrono::milliseconds timeout, Clock::time_point start)
      : timeout_(timeout), last_news_(start) {}

  /// The engine has told something.
  void TakeNews(Clock::time_point now);
  /// How long it has told nothing, when that is worth a line: at first after a minute, then
  /// whenever the time has doubled.
  std::optional<std::chrono::seconds> TakeWarning(Clock::time_point now);
  /// Whether it has told nothing for the timeout.
  bool IsOver(Clock::time_point now) const;

 private:
  static constexpr std::chrono::seconds kFirstWarning{60};

  const std::chrono::milliseconds timeout_;
  Clock::time_point last_news_;
  std::chrono::seconds next_warning_ = kFirstWarning;
};

}  // namespace beam::portable
