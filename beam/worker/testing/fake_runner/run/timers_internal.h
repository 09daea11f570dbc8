#pragma once

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "beam/base/time/window.h"
#include "beam/coders/model/timer_coder.h"
#include "beam/model/urns_internal.h"

namespace beam::fake_runner {

/// The timers of one name that a ParDo sets.
struct TimerFamily {
  std::string transform_id;
  std::string name;
  bool is_of_event_time = true;
  std::string key_coder_id;
  WindowCoder window_coder = WindowCoder::kGlobal;
};

/// A timer that is due, as the worker that set it wrote it.
struct DueTimer {
  std::string family;
  std::string key;
  std::string bytes;
};

/// The timers that a stage has set and that have not been called yet.
class Timers {
 public:
  /// `components` outlives this.
  Timers(const model::pipeline::Components& components, std::vector<TimerFamily> families)
      : components_(components), families_(std::move(families)) {}

  const std::vector<TimerFamily>& families() const { return families_; }

  /// Sets, or takes back, the timers that a worker wrote for a family.
  void Take(const std::string& family, const std::string& bytes);

  /// When all elements are through, time jumps from timer to timer: for each key and window the
  /// one that is due first, by event time and then by the clock, since what it does may change the
  /// others. None when there are no more.
  std::vector<DueTimer> TakeDue();

 private:
  /// What comes first: event time, then the clock; of equal times the lesser name.
  using Order = std::tuple<bool, Timestamp, std::string, std::string>;
  struct Pending {
    Order order;
    DueTimer timer;
  };
  using Name = std::pair<std::string, std::string>;  ///< Family and tag.
  using KeyAndWindow = std::pair<std::string, Window>;

  /// The timer is in one window.
  void Set(const TimerFamily& family, const std::string& key, const TimerData& timer);

  const model::pipeline::Components& components_;
  const std::vector<TimerFamily> families_;
  std::map<KeyAndWindow, std::map<Name, Pending>> pending_;
};

}  // namespace beam::fake_runner
