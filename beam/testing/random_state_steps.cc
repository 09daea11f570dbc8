#include <array>

#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/map.h"
#include "beam/state/bag_state.h"
#include "beam/state/combining_state.h"
#include "beam/state/map_state.h"
#include "beam/state/ordered_list_state.h"
#include "beam/state/set_state.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"
#include "beam/testing/random_steps.h"
#include "beam/transforms/group_into_batches.h"

namespace beam::testing {
namespace {

using Pair = RandomPair;
using Pairs = RandomPairs;
using Others = std::vector<RandomPairs>;

/// Keeps every element in every kind of state, and tells at the end of the window what is there.
struct KeepAll {
  ValueState<std::int64_t> greatest;
  BagState<std::int64_t> bag;
  SetState<std::int64_t> set;
  MapState<std::int64_t, std::int64_t> map;
  OrderedListState<std::int64_t> list;
  CombiningState<SumFn<std::int64_t>> sum;
  EventTimer at_end;

  void Process(const Element<Pair>& pair, Emitter<Pair>&) {
    const std::int64_t value = pair.value.value;
    greatest.Write(std::max(greatest.Read().value_or(value), value));
    bag.Add(value);
    set.Add(value % 7);
    map.Put(value % 3, map.Get(value % 3).value_or(0) + value);
    list.Add(pair.timestamp, value);
    sum.Add(value);
    at_end.Set(pair.windows.all()[0].MaxTimestamp());
  }

  void OnTimer(const TimerFiring<std::string>& firing, Emitter<Pair>& out) {
    std::int64_t kept = *greatest.Read() + 3 * sum.Read();
    for (const std::int64_t value : bag.Read()) kept += value * value % 1009;
    for (const std::int64_t value : set.Read()) kept = (kept * 7 + value) % 1000003;
    for (const auto& entry : map.Entries()) kept = (kept * 11 + entry.value) % 1000003;
    for (const auto& entry : list.Read()) {
      kept += entry.value * (entry.timestamp.micros / 1000000 % 97);
    }
    out({firing.key, kept});
  }
};

Pairs Keep(const Pairs& in, RandomSource&, const Others&) {
  return in | ParDo("KeepAll", KeepAll());
}

/// Fires some seconds after the latest element, and then some times more.
struct Ring {
  std::int64_t times;
  ValueState<std::int64_t> latest_micros = {};
  ValueState<std::int64_t> fired = {};
  EventTimer bell = {};
  ProcessingTimer last = {};

  /// No later than the window ends: engines have then let go of the state.
  static Timestamp InTime(Timestamp at, const Window& window) {
    return std::min(at, window.MaxTimestamp());
  }

  void Process(const Element<Pair>& pair, Emitter<Pair>&) {
    latest_micros.Write(
        std::max(latest_micros.Read().value_or(pair.timestamp.micros), pair.timestamp.micros));
    bell.Set(InTime(Timestamp{*latest_micros.Read()} + Seconds(3), pair.windows.all()[0]), "first");
  }
  void OnTimer(const TimerFiring<std::string>& firing, Emitter<Pair>& out) {
    const std::int64_t number = fired.Read().value_or(0) + 1;
    fired.Write(number);
    out({firing.key + (firing.Is(last) ? " last" : " " + firing.tag), number});
    if (firing.Is(last)) return;
    if (number < times) {
      bell.Set(InTime(firing.timestamp + Seconds(2), firing.window), "again");
    } else {
      last.SetAfter(Seconds(1));
    }
  }
};

Pairs RingBells(const Pairs& in, RandomSource& random, const Others&) {
  return in | ParDo("Ring", Ring{1 + random.Below(3)});
}

Pairs Batch(const Pairs& in, RandomSource& random, const Others&) {
  // A batch has the time of the element that fills it, which any of them may be.
  if (in.windowing()->timestamp_combiner != TimestampCombiner::kEndOfWindow) return in;
  return in | GroupIntoBatches("Batch", {.batch_size = 1 + random.Below(5)}) |
         FlatMap("Apart",
                 [](const KV<std::string, std::vector<std::int64_t>>& batch) {
                   std::vector<Pair> apart;
                   for (const std::int64_t value : batch.value) apart.push_back({batch.key, value});
                   return apart;
                 }) |
         CombinePerKey("Sum", SumFn<std::int64_t>());
}

constexpr std::array kSteps = {
    RandomStep{"Keep", Keep},
    RandomStep{"RingBells", RingBells},
    RandomStep{"Batch", Batch},
};

}  // namespace

std::span<const RandomStep> RandomStateSteps() {
  return kSteps;
}

}  // namespace beam::testing
