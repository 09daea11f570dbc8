#include "beam/direct/testing/reference_stateful.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "beam/base/error.h"
#include "beam/pipeline/combine/combine_fn.h"
#include "beam/pipeline/par_do.h"
#include "beam/state/bag_state.h"
#include "beam/state/combining_state.h"
#include "beam/state/set_state.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"

namespace beam::direct::reference {
namespace {

using Pair = KV<std::string, std::int64_t>;
using Firing = TimerFiring<std::string>;

/// What a DoFn puts out.
struct Result {
  std::string key;
  std::vector<std::int64_t> values;
  bool is_of_timer = false;
  std::optional<std::int64_t> fired_micros = {};
  std::string timer = "";
};

Result AtEnd(const Firing& firing, std::vector<std::int64_t> values) {
  return {.key = firing.key, .values = std::move(values), .is_of_timer = true};
}
Result Fired(const Firing& firing, std::vector<std::int64_t> values) {
  return {.key = firing.key,
          .values = std::move(values),
          .is_of_timer = true,
          .fired_micros = firing.timestamp.micros};
}

std::vector<std::int64_t> Sorted(const Iterable<std::int64_t>& values) {
  std::vector<std::int64_t> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

struct CountInValue {
  ValueState<std::int64_t> seen;
  void Process(const Pair& pair, Emitter<Result>& out) {
    seen.Write(seen.Read().value_or(0) + 1);
    out({.key = pair.key, .values = {*seen.Read()}});
  }
};

struct ClearValue {
  ValueState<std::int64_t> seen;
  void Process(const Pair& pair, Emitter<Result>& out) {
    const std::int64_t count = seen.Read().value_or(0) + 1;
    seen.Write(count);
    if (count == 2) seen.Clear();
    out({.key = pair.key, .values = {count}});
  }
};

struct BagAtEnd {
  BagState<std::int64_t> bag;
  EventTimer end;
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    bag.Add(pair.value.value);
    end.Set(pair.windows.all()[0].MaxTimestamp());
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) {
    out(AtEnd(firing, Sorted(bag.Read())));
  }
};

struct SumAtEnd {
  CombiningState<SumFn<std::int64_t>> sum;
  EventTimer end;
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    sum.Add(pair.value.value);
    end.Set(pair.windows.all()[0].MaxTimestamp());
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) { out(AtEnd(firing, {sum.Read()})); }
};

struct SetAtEnd {
  SetState<std::int64_t> set;
  EventTimer end;
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    set.Add(pair.value.value);
    end.Set(pair.windows.all()[0].MaxTimestamp());
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) {
    out(AtEnd(firing, Sorted(set.Read())));
  }
};

struct TimerAfter {
  Duration delay;
  ValueState<std::int64_t> latest = {};
  EventTimer later = {};
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    latest.Write(pair.value.value);
    later.Set(pair.timestamp + delay);
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) { out(Fired(firing, {*latest.Read()})); }
};

struct TimerAfterLatest {
  Duration delay;
  ValueState<std::int64_t> latest = {};
  EventTimer later = {};
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    latest.Write(std::max(latest.Read().value_or(pair.timestamp.micros), pair.timestamp.micros));
    later.Set(Timestamp{*latest.Read()} + delay);
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) { out(Fired(firing, {})); }
};

struct TimerAgain {
  std::int64_t times;
  Duration delay;
  ValueState<std::int64_t> fired = {};
  BagState<std::int64_t> bag = {};
  EventTimer later = {};
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    bag.Add(pair.value.value);
    later.Set(pair.timestamp + delay);
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) {
    const std::int64_t count = fired.Read().value_or(0) + 1;
    fired.Write(count);
    out(Fired(firing, Sorted(bag.Read())));
    bag.Add(100 * count);
    if (count < times) later.Set(firing.timestamp + delay);
  }
};

struct TimerCleared {
  EventTimer later;
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    later.Set(pair.timestamp + Seconds(1));
    if (pair.value.value % 2 == 1) later.Clear();
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) { out(Fired(firing, {})); }
};

struct TimerFamily {
  EventTimer later;
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    later.Set(pair.timestamp + Seconds(1), std::to_string(pair.value.value));
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) {
    out(Fired(firing, {std::stoll(firing.tag)}));
  }
};

struct TwoTimers {
  EventTimer soon;
  EventTimer late;
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    late.Set(pair.timestamp + Seconds(2));
    soon.Set(pair.timestamp + Seconds(1));
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) {
    Result result = Fired(firing, {});
    result.timer = firing.Is(soon) ? "soon" : "late";
    out(std::move(result));
  }
};

struct TimerInPast {
  ValueState<std::int64_t> fired;
  EventTimer later;
  void Process(const Element<Pair>& pair, Emitter<Result>&) {
    later.Set(pair.timestamp + Seconds(5));
  }
  void OnTimer(const Firing& firing, Emitter<Result>& out) {
    const std::int64_t count = fired.Read().value_or(0) + 1;
    fired.Write(count);
    if (count < 2) later.Set(firing.timestamp - Seconds(3));
    out(Fired(firing, {count}));
  }
};

struct ShowResult {
  void Process(const Element<Result>& element, Emitter<std::string>& out) const {
    const Result& result = element.value;
    Output output{
        .key = result.key,
        .values = result.values,
        .timestamp = result.is_of_timer ? CutDownwards(element.timestamp) : element.timestamp,
        .window = {}};
    if (result.fired_micros.has_value()) {
      output.fired = CutDownwards(Timestamp{*result.fired_micros});
    }
    output.timer = result.timer;
    for (const Window& window : element.windows.all()) {
      output.window = window;
      out(Line(output));
    }
  }

  /// Python cuts the time of a timer to milliseconds downwards.
  static Timestamp CutDownwards(Timestamp timestamp) {
    const std::int64_t behind = (timestamp.micros % 1000 + 1000) % 1000;
    return timestamp - Microseconds(behind);
  }
};

template <class Fn>
PCollection<std::string> Run(const PCollection<Pair>& pairs, const Fn& fn) {
  return pairs | ParDo("Stateful", fn) | ParDo("Show", ShowResult());
}

}  // namespace

PCollection<std::string> BuildStateful(const PCollection<Pair>& pairs, const Case& of_case) {
  const std::string name = of_case.Text("do_fn");
  const Duration delay = of_case.Micros("delay_micros");
  if (name == "CountInValue") return Run(pairs, CountInValue());
  if (name == "ClearValue") return Run(pairs, ClearValue());
  if (name == "BagAtEnd") return Run(pairs, BagAtEnd());
  if (name == "SumAtEnd") return Run(pairs, SumAtEnd());
  if (name == "SetAtEnd") return Run(pairs, SetAtEnd());
  if (name == "TimerAfter") return Run(pairs, TimerAfter{delay});
  if (name == "TimerAfterLatest") return Run(pairs, TimerAfterLatest{delay});
  if (name == "TimerAgain") {
    return Run(pairs, TimerAgain{std::stoll(of_case.Text("times")), delay});
  }
  if (name == "TimerCleared") return Run(pairs, TimerCleared());
  if (name == "TimerFamily") return Run(pairs, TimerFamily());
  if (name == "TwoTimers") return Run(pairs, TwoTimers());
  if (name == "TimerInPast") return Run(pairs, TimerInPast());
  throw Error(ErrorCode::kUnimplemented,
              "no DoFn is known for the case " + of_case.name + ": " + name);
}

}  // namespace beam::direct::reference
