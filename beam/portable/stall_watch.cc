#include "beam/portable/stall_watch.h"

namespace beam::portable {

void StallWatch::TakeNews(Clock::time_point now) {
  last_news_ = now;
  next_warning_ = kFirstWarning;
}

std::optional<std::chrono::seconds> StallWatch::TakeWarning(Clock::time_point now) {
  const auto silence = std::chrono::duration_cast<std::chrono::seconds>(now - last_news_);
  if (silence < next_warning_) return std::nullopt;
  while (next_warning_ <= silence) next_warning_ *= 2;
  return silence;
}

bool StallWatch::IsOver(Clock::time_point now) const {
  return timeout_.count() > 0 && now - last_news_ >= timeout_;
}

}  // namespace beam::portable
