#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "beam/base/time/window.h"
#include "beam/state/timer_calls.h"

namespace beam::exec {

/// The timers that a bundle of an engine sets, of all its keys: the engine hears of them when the
/// bundle ends. Until then one that is due before another which the engine calls is called first,
/// and what the engine calls counts only if it was not set anew.
class BundleTimers {
 public:
  struct Id {
    std::string key;  ///< Encoded.
    Window window;
    std::size_t timer;  ///< Its number among the DoFn's timers.
    std::string tag;
    auto operator<=>(const Id&) const = default;
  };
  struct Setting {
    TimerCalls::Domain domain;
    Timestamp at;
    Timestamp output_timestamp;
  };

  void Set(const Id& id, const Setting& setting);
  void Clear(const Id& id);

  /// Whether it was set or taken back in this bundle.
  bool IsChanged(const Id& id) const { return changes_.contains(id); }
  /// Takes the event-time timer that is due first, if that is before `id` at `at`; of equal times
  /// by timer and tag.
  std::optional<std::pair<Id, Setting>> TakeDueBefore(Timestamp at, const Id& id);

  std::size_t size() const { return changes_.size(); }
  /// Hands every change to `send`: what was set, or nothing for what was taken back. Then forgets
  /// them.
  void SendAll(const std::function<void(const Id&, const std::optional<Setting>&)>& send);

 private:
  void Forget(const Id& id);

  std::map<Id, std::optional<Setting>> changes_;
  std::set<std::pair<Timestamp, Id>> by_time_;  ///< Of event time.
};

}  // namespace beam::exec
