#include "beam/launch/testing/engine_pipelines.h"

#include <cstdint>
#include <fstream>
#include <string>

#include "beam/base/describe.h"
#include "beam/io/fileio/match_files.h"
#include "beam/io/text/read_text.h"
#include "beam/io/whole_file.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/create.h"
#include "beam/pipeline/map.h"
#include "beam/pipeline/reshuffle.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/restriction/offset_range_tracker.h"
#include "beam/restriction/watermark_estimators.h"
#include "beam/state/bag_state.h"
#include "beam/state/combining_state.h"
#include "beam/state/map_state.h"
#include "beam/state/ordered_list_state.h"
#include "beam/state/set_state.h"
#include "beam/state/timer.h"
#include "beam/state/value_state.h"
#include "beam/testing/random_pipeline.h"
#include "beam/testing/temporary_folder.h"
#include "beam/transforms/co_group_by_key.h"
#include "beam/transforms/group_into_batches.h"

namespace beam::testing {
namespace {

using Pair = KV<std::string, std::int64_t>;
using Lines = PCollection<std::string>;

std::vector<Pair> SomePairs() {
  std::vector<Pair> pairs;
  for (std::int64_t i = 0; i < 60; ++i) pairs.push_back({"key" + std::to_string(i % 7), i});
  return pairs;
}

PCollection<Pair> TimedPairs(Pipeline& p) {
  return p | Create("Pairs", SomePairs()) |
         WithTimestamps("At", [](const Pair& pair) { return Timestamp{} + Seconds(pair.value); });
}

/// What an element is in: its windows' ends, in seconds.
struct Show {
  void Process(const Element<Pair>& element, Emitter<std::string>& out) const {
    std::string line = Describe(element.value);
    for (const Window& window : element.windows.all()) {
      line += " ..." + std::to_string(window.MaxTimestamp().micros / 1'000'000);
    }
    out(line);
  }
};

Lines Shown(const PCollection<Pair>& pairs) {
  return pairs | ParDo("Show", Show()) | WindowInto("ShownGlobal", GlobalWindows());
}

Lines Grouped(Pipeline& p) {
  return Shown(TimedPairs(p) | CombinePerKey("Sum", SumFn<std::int64_t>()));
}

Lines Windowed(Pipeline& p, const WindowInto& window) {
  return Shown(TimedPairs(p) | window | CombinePerKey("Sum", SumFn<std::int64_t>()));
}

Lines Flattened(Pipeline& p) {
  const auto pairs = TimedPairs(p);
  const auto small = pairs | Filter("Small", [](const Pair& pair) { return pair.value < 20; });
  return Shown(Flatten("Both", pairs, small));
}

Lines SideInputs(Pipeline& p) {
  const auto pairs = TimedPairs(p);
  const auto values = pairs | Map("Value", [](const Pair& pair) { return pair.value; });
  const auto total = AsSingleton("Total", values | CombineGlobally("Sum", SumFn<std::int64_t>()));
  const auto all = AsIterable("All", values);
  const auto map = AsMap("Map", pairs | CombinePerKey("SumOfKey", SumFn<std::int64_t>()));
  const auto multimap = AsMultimap("Multimap", pairs);
  auto join = [=](const Pair& pair) {
    std::int64_t of_all = 0;
    for (const std::int64_t value : *all) of_all += value;
    std::int64_t of_key = 0;
    for (const std::int64_t value : multimap->at(pair.key)) of_key += value;
    return Describe(pair) + " " + std::to_string(*total) + " " + std::to_string(of_all) + " " +
           std::to_string(map->at(pair.key)) + " " + std::to_string(of_key) + " " +
           (map->contains("none") ? "found" : "absent");
  };
  return pairs | Map("Join", join).WithSideInputs(total, all, map, multimap);
}

Lines SideInputKeys(Pipeline& p) {
  const auto pairs = TimedPairs(p);
  const auto multimap = AsMultimap("Multimap", pairs);
  auto count = [=](const Pair& pair) {
    std::size_t entries = 0;
    for (const Pair& entry : multimap->Entries()) entries += entry.value >= 0 ? 1 : 0;
    return Describe(pair) + " " + std::to_string(entries);
  };
  return pairs | Map("Count", count).WithSideInputs(multimap);
}

Lines WindowedSideInput(Pipeline& p) {
  const auto pairs = TimedPairs(p) | WindowInto("Ten", FixedWindows(Seconds(10)));
  const auto largest =
      AsSingleton("Sum",
                  pairs | Map("Value", [](const Pair& pair) { return pair.value; }) |
                      CombineGlobally("SumInWindow", SumFn<std::int64_t>()).WithoutDefaults(),
                  std::int64_t{0});
  return Shown(pairs | Map("Share", [=](const Pair& pair) {
                         return Pair{pair.key, pair.value * 1000 + *largest};
                       }).WithSideInputs(largest));
}

/// Every kind of state, and a timer that tells what is there at the end of the window.
struct KeepAll {
  ValueState<std::int64_t> greatest;
  BagState<std::int64_t> bag;
  SetState<std::int64_t> set;
  MapState<std::int64_t, std::string> map;
  OrderedListState<std::int64_t> list;
  CombiningState<SumFn<std::int64_t>> sum;
  EventTimer at_end;

  void Process(const Element<Pair>& element, Emitter<std::string>&) {
    const std::int64_t value = element.value.value;
    greatest.Write(std::max(greatest.Read().value_or(value), value));
    bag.Add(value);
    set.Add(value % 3);
    map.Put(value % 4,
            std::to_string(std::max<std::int64_t>(
                value, map.Contains(value % 4) ? std::stoll(*map.Get(value % 4)) : value)));
    list.Add(element.timestamp, value);
    sum.Add(value);
    at_end.Set(element.windows.all()[0].MaxTimestamp());
  }
  void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    std::int64_t of_bag = 0;
    for (const std::int64_t value : bag.Read()) of_bag += value * value;
    std::string line = firing.key + " " + std::to_string(*greatest.Read()) + " " +
                       std::to_string(of_bag) + " " + std::to_string(sum.Read());
    for (const std::int64_t value : set.Read()) line += " s" + std::to_string(value);
    for (const auto& entry : map.Entries()) line += " m" + Describe(entry);
    for (const auto& entry : list.Read()) line += " l" + std::to_string(entry.value);
    out(line);
  }
};

Lines State(Pipeline& p) {
  return TimedPairs(p) | ParDo("KeepAll", KeepAll());
}

Lines WindowedState(Pipeline& p) {
  return TimedPairs(p) | WindowInto("Twenty", FixedWindows(Seconds(20))) |
         ParDo("KeepAll", KeepAll()) | WindowInto("KeptGlobal", GlobalWindows());
}

/// Remembers everything, forgets some of it (by one key everything) near the end of the window, and
/// tells at the end what is left.
struct Forget {
  SetState<std::int64_t> set;
  MapState<std::string, std::int64_t> map;
  OrderedListState<std::string> list;
  EventTimer timer;  ///< One for both: Flink does not call different ones in the order of time.

  void Process(const Element<Pair>& element, Emitter<std::string>&) {
    const std::int64_t value = element.value.value;
    const Timestamp end = element.windows.all()[0].MaxTimestamp();
    set.Add(value);
    map.Put("by " + std::to_string(value % 5), value / 1000);
    map.Put("with " + std::to_string(value), value);
    // Some have the same time.
    list.Add(Timestamp{} + Seconds(value / 14), element.value.key);
    timer.Set(end - Seconds(2), "forget");
    timer.Set(end, "tell");
  }

  void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    return firing.tag == "forget" ? ForgetSome(firing.key) : Tell(firing, out);
  }

  void ForgetSome(const std::string& key) {
    set.Remove(8);
    set.Add(-1);
    set.Remove(1'000);
    map.Remove("by 2");
    map.Put("by 2", 22);
    map.Remove("by 3");
    list.ClearRange(Timestamp{} + Seconds(1), Timestamp{} + Seconds(3));
    if (key == "key5") {
      set.Clear();
      map.Clear();
      map.Put("since", 5);
      list.Clear();
    }
  }

  void Tell(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    std::string line = firing.key;
    for (const std::int64_t value : set.Read()) line += " s" + std::to_string(value);
    for (const std::string& at : map.Keys()) line += " " + at + "=" + std::to_string(*map.Get(at));
    if (!map.Contains("by 3")) line += " no 3";
    for (const auto& entry : list.Read()) line += " l" + std::to_string(entry.timestamp.micros);
    const Timestamp two = Timestamp{} + Seconds(2);
    for (const auto& entry : list.ReadRange(two, two + Seconds(2))) line += " of 3 " + entry.value;
    if (list.IsEmpty()) line += " no list";
    if (set.IsEmpty()) line += " no set";
    if (map.IsEmpty()) line += " no map";
    out(line);
  }
};

Lines ForgottenState(Pipeline& p) {
  return TimedPairs(p) | WindowInto("Forty", FixedWindows(Seconds(40))) |
         ParDo("Forget", Forget()) | WindowInto("LeftGlobal", GlobalWindows());
}

/// Calls itself again some times, and then by the clock.
struct Ring {
  ValueState<std::int64_t> rung;
  EventTimer bell;
  ProcessingTimer last;

  void Process(const Element<Pair>& element, Emitter<std::string>&) {
    bell.Set(Timestamp{} + Seconds(100), "first");
    if (element.value.value % 2 == 0) bell.Set(Timestamp{} + Seconds(90), "even");
    if (element.value.value < 0) bell.Clear("even");
  }
  void OnTimer(const TimerFiring<std::string>& firing, Emitter<std::string>& out) {
    // When the clock comes in between is nobody's business.
    if (firing.Is(last)) return out(firing.key + " by the clock");
    const std::int64_t number = rung.Read().value_or(0) + 1;
    rung.Write(number);
    out(firing.key + " " + firing.tag + " " + std::to_string(number));
    if (number < 4) {
      bell.Set(firing.timestamp + Seconds(5), "again");
    } else if (number == 4) {
      last.SetAfter(Milliseconds(10));
    }
  }
};

Lines Timers(Pipeline& p) {
  return TimedPairs(p) | ParDo("Ring", Ring());
}

/// Counts up to its element, a part at a time.
struct CountUp {
  OffsetRange InitialRestriction(const std::int64_t& n) const { return {0, n}; }
  std::vector<OffsetRange> SplitRestriction(const std::int64_t&, const OffsetRange& whole) const {
    return whole.SplitBySize(10);
  }
  void Process(const std::int64_t& n, LockedTracker<OffsetRangeTracker>& tracker,
               Emitter<std::string>& out) const {
    for (std::int64_t at = tracker.restriction().start; tracker.TryClaim(at); ++at) {
      out(std::to_string(n) + ":" + std::to_string(at));
    }
  }
};

/// Counts up to its element, and puts off what is behind every third step.
struct CountUpLater : CountUp {
  void Process(const std::int64_t& n, LockedTracker<OffsetRangeTracker>& tracker,
               LockedEstimator<ManualWatermarkEstimator>& watermark,
               Emitter<std::string>& out) const {
    const std::int64_t start = tracker.restriction().start;
    for (std::int64_t at = start; at < start + 3; ++at) {
      if (!tracker.TryClaim(at)) return;
      watermark.SetWatermark(Timestamp{} + Seconds(at));
      out(std::to_string(n) + ":" + std::to_string(at));
    }
    tracker.DeferRemainder(Milliseconds(1));
  }
};

Lines PutOff(Pipeline& p) {
  return p | Create("Numbers", std::vector<std::int64_t>{1, 7, 25, 0}) |
         ParDo("CountUpLater", CountUpLater());
}

Lines Splittable(Pipeline& p) {
  return p | Create("Numbers", std::vector<std::int64_t>{1, 7, 25, 100, 0}) |
         ParDo("CountUp", CountUp());
}

/// Text that is read in several parts.
const std::string& PathOfLines() {
  static const TemporaryFolder folder;
  static const std::string path = [] {
    constexpr int kLines = 3000;
    constexpr std::size_t kLineBytes = 1000;
    std::ofstream file(folder.path() + "/some lines.txt");
    for (int i = 0; i < kLines; ++i) file << i << std::string(kLineBytes, '.') << "\n";
    return folder.path() + "/some lines.txt";
  }();
  return path;
}

Lines Text(Pipeline& p) {
  return p | io::ReadText(PathOfLines()) | Map("Shorten", [](const std::string& line) {
           return line.substr(0, line.find('.')) + " of " + std::to_string(line.size());
         });
}

Lines Joined(Pipeline& p) {
  const auto pairs = TimedPairs(p) | WindowInto("Ten", FixedWindows(Seconds(10)));
  const auto names = pairs | Filter("Even", [](const Pair& pair) { return pair.value % 2 == 0; }) |
                     Map("Name", [](const Pair& pair) {
                       return KV<std::string, std::string>{pair.key, Describe(pair)};
                     });
  return CoGroupByKey("Join", pairs, names) |
         Map("Count",
             [](const auto& joined) {
               const auto& [numbers, texts] = joined.value;
               return joined.key + " " + std::to_string(numbers.size()) + " " +
                      std::to_string(texts.size());
             }) |
         WindowInto("JoinedGlobal", GlobalWindows());
}

Lines Dealt(Pipeline& p) {
  return Shown(TimedPairs(p) | WindowInto("Ten", FixedWindows(Seconds(10))) | Reshuffle("Deal"));
}

/// What a step of the engine's own gives beside what ParDos give, and a collection that goes into a
/// Flatten, a GroupByKey and a side input.
Lines FlattenedDealt(Pipeline& p) {
  const auto pairs = p | Create("Pairs", SomePairs());
  const auto small = pairs | Filter("Small", [](const Pair& pair) { return pair.value < 10; });
  const auto odd = pairs | Filter("Odd", [](const Pair& pair) { return pair.value % 2 == 1; });
  const auto total = AsSingleton("Total", odd | Map("Value", [](const Pair& pair) {
                                            return pair.value;
                                          }) | CombineGlobally("SumAll", SumFn<std::int64_t>()));
  const auto add = [total](const Pair& pair) { return Pair{pair.key, pair.value + *total}; };
  const auto all = AsIterable("AllOdd", odd);
  const auto count = [all](const Pair& pair) {
    std::int64_t count = pair.value;
    for (const Pair& other : *all) count += other.value > 50 ? 1 : 0;
    return Pair{pair.key, count};
  };
  const auto counted = odd | CombinePerKey("Sum", SumFn<std::int64_t>()) |
                       Map("Add", add).WithSideInputs(total) |
                       Map("Count", count).WithSideInputs(all);
  return Shown(Flatten("All", Flatten("Both", pairs | Reshuffle("Deal"), small), odd, counted));
}

Lines Batched(Pipeline& p) {
  return TimedPairs(p) | GroupIntoBatches("Batches", {.batch_size = 3}) |
         Map("Size", [](const auto& batch) {
           return batch.key + " " + std::to_string(batch.value.size());
         });
}

/// The names of files that are there as long as the process is: in folders of several sizes.
Lines MatchedFiles(Pipeline& p) {
  static const TemporaryFolder folder;
  for (int i = 0; i < 300; ++i) {
    const std::string name = i % 7 == 0 ? "[x] " + std::to_string(i) : std::to_string(i) + "\n\xff";
    io::WriteFile(folder.path() + "/" + std::to_string(i % 5) + "/" + name, name);
  }
  const std::string top = folder.path() + "/";
  return p | Create("Patterns", std::vector<std::string>{top + "**", top + "3/*", top + "0/[[]*"}) |
         io::MatchAll(io::EmptyMatchTreatment::kDisallow) |
         Map("Name", [size = top.size()](const io::FileMetadata& file) {
           return file.path.substr(size) + " " + std::to_string(file.size_bytes);
         });
}

struct Track {
  std::string path;
  std::optional<double> seconds = {};
  std::vector<std::int64_t> samples = {};
};

Lines Rows(Pipeline& p) {
  return p | Create("Numbers", std::vector<int>{1, 2, 3}) |
         Map("Row",
             [](int n) {
               return Track{"s\n\xff" + std::to_string(n),
                            n == 2 ? std::nullopt : std::optional(n / 4.0),
                            std::vector<std::int64_t>(n, -n)};
             }) |
         Reshuffle("Deal") | Map("Text", [](const Track& track) { return Describe(track); });
}

}  // namespace

std::vector<EnginePipeline> NamedEnginePipelines() {
  return {
      {"Grouped", Grouped},
      {"Flattened", Flattened},
      {"Rows", Rows},
      {"FixedWindows",
       [](Pipeline& p) { return Windowed(p, WindowInto("Window", FixedWindows(Seconds(10)))); }},
      {"SlidingWindows",
       [](Pipeline& p) {
         return Windowed(p, WindowInto("Window", SlidingWindows(Seconds(10), Seconds(5))));
       }},
      {"Sessions",
       [](Pipeline& p) { return Windowed(p, WindowInto("Window", Sessions(Seconds(8)))); }},
      {"SideInputs", SideInputs},
      {"SideInputKeys", SideInputKeys},
      {"WindowedSideInput", WindowedSideInput},
      {"State", State},
      {"WindowedState", WindowedState},
      {"ForgottenState", ForgottenState},
      {"Timers", Timers},
      {"Splittable", Splittable},
      {"PutOff", PutOff, /*puts_off=*/true},
      {"Text", Text},
      {"Joined", Joined},
      {"Dealt", Dealt},
      {"FlattenedDealt", FlattenedDealt},
      {"Batched", Batched},
      {"MatchFiles", MatchedFiles},
  };
}

EnginePipeline RandomEnginePipeline(std::uint64_t seed, bool panes) {
  return {"Random" + std::to_string(seed), [=](Pipeline& p) {
            return RandomPipeline(p, seed, {.triggers = false, .panes = panes});
          }};
}

}  // namespace beam::testing
