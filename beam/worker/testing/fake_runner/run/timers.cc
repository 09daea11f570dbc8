#include "beam/worker/testing/fake_runner/run/timers_internal.h"

#include <algorithm>

#include "beam/base/error.h"
#include "beam/worker/testing/fake_runner/plan/element_coder_internal.h"

namespace beam::fake_runner {

void Timers::Take(const std::string& family, const std::string& bytes) {
  const auto of = std::ranges::find(families_, family, &TimerFamily::name);
  if (of == families_.end()) {
    throw Error(ErrorCode::kInternal, "a worker sets timers that there are not: " + family);
  }
  for (ByteReader in(bytes); in.remaining() > 0;) {
    const std::string_view rest = in.rest();
    SkipValue(components_, of->key_coder_id, in);
    const std::string key(rest.substr(0, rest.size() - in.remaining()));
    const TimerData timer = TimerData::Decode(of->window_coder, in);
    for (const Window& window : timer.windows.all()) {
      TimerData in_window = timer;
      in_window.windows = timer.windows.In(window);
      Set(*of, key, in_window);
    }
  }
}

void Timers::Set(const TimerFamily& family, const std::string& key, const TimerData& timer) {
  const KeyAndWindow key_and_window{key, timer.windows.all()[0]};
  const Name name{family.name, timer.tag};
  if (timer.clear) {
    const auto of_key = pending_.find(key_and_window);
    if (of_key == pending_.end()) return;
    of_key->second.erase(name);
    if (of_key->second.empty()) pending_.erase(of_key);
    return;
  }
  DueTimer due{.family = family.name, .key = key, .bytes = key};
  ByteWriter out(due.bytes);
  timer.Encode(family.window_coder, out);
  const Order order{!family.is_of_event_time, timer.fire_timestamp, family.name, timer.tag};
  pending_[key_and_window].insert_or_assign(name, Pending{order, std::move(due)});
}

std::vector<DueTimer> Timers::TakeDue() {
  std::vector<DueTimer> due;
  for (auto of_key = pending_.begin(); of_key != pending_.end();) {
    auto& timers = of_key->second;
    const auto first = std::ranges::min_element(
        timers, {}, [](const auto& entry) -> const Order& { return entry.second.order; });
    due.push_back(std::move(first->second.timer));
    timers.erase(first);
    of_key = timers.empty() ? pending_.erase(of_key) : std::next(of_key);
  }
  return due;
}

}  // namespace beam::fake_runner
