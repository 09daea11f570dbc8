#include "beam/direct/testing/reference_pipeline.h"

#include <algorithm>
#include <map>
#include <memory>

#include "beam/direct/testing/reference_stateful.h"
#include "beam/pipeline/as_side_input.h"
#include "beam/pipeline/combine/combine.h"
#include "beam/pipeline/window_into.h"
#include "beam/pipeline/with_timestamps.h"
#include "beam/testing/test_stream.h"

namespace beam::direct::reference {
namespace {

using Pair = KV<std::string, std::int64_t>;
using Pairs = PCollection<Pair>;
using Group = KV<std::string, Iterable<std::int64_t>>;
using Lines = PCollection<std::string>;

/// Reads a case's inputs and windowings.
class Reader {
 public:
  Reader(Pipeline& pipeline, const Case& of_case) : pipeline_(pipeline), case_(of_case) {}

  Pairs Input(const std::string& name) const {
    if (name == "input" && !case_.events.empty()) return Stream();
    return pipeline_ | Create(name, case_.inputs.at(name)) |
           WithTimestamps(name + "/At", [](const Row& row) { return row.at; }) |
           Map(name + "/Pair", [](const Row& row) {
             return Pair{row.key, row.value};
           });
  }

  /// What the parameters say; those of "main." and "side." if that is the prefix.
  Windowing WindowingOf(const std::string& prefix = "") const {
    const std::map<std::string, TimestampCombiner> combiners = {
        {"end_of_window", TimestampCombiner::kEndOfWindow},
        {"earliest", TimestampCombiner::kEarliest},
        {"latest", TimestampCombiner::kLatest}};
    return {.window_fn = WindowFnOf(prefix),
            .timestamp_combiner = combiners.at(case_.Text("timestamp_combiner", "end_of_window")),
            .trigger = prefix == "main." ? Trigger{} : TriggerOf(case_.Text("trigger", "default")),
            .accumulation_mode = case_.Text("mode") == "accumulating"
                                     ? AccumulationMode::kAccumulating
                                     : AccumulationMode::kDiscarding,
            .allowed_lateness = case_.Micros("allowed_lateness_micros"),
            .allow_unsafe_trigger = true};
  }

  Pairs Windowed(const std::string& input, const std::string& prefix = "") const {
    return Input(input) | WindowInto(input + "/Window", WindowingOf(prefix));
  }

 private:
  Pairs Stream() const {
    testing::TestStream<Pair> stream("Stream");
    for (const Event& event : case_.events) {
      if (event.kind == "add") {
        std::vector<testing::TestStream<Pair>::Timed> elements;
        for (const Row& row : event.rows) elements.push_back({{row.key, row.value}, row.at});
        stream.AddElements(elements);
      } else if (event.kind == "watermark") {
        stream.AdvanceWatermarkTo(Timestamp{event.micros});
      } else {
        stream.AdvanceProcessingTime(Microseconds(event.micros));
      }
    }
    return pipeline_ | stream;
  }

  std::shared_ptr<const WindowFn> WindowFnOf(const std::string& prefix) const {
    const std::string kind = case_.Text(prefix + "window");
    if (kind == "global") return std::make_shared<GlobalWindows>();
    if (kind == "sessions") return std::make_shared<Sessions>(case_.Micros(prefix + "gap_micros"));
    const Duration size = case_.Micros(prefix + "size_micros");
    const Duration offset = case_.Micros(prefix + "offset_micros");
    if (kind == "sliding") {
      return std::make_shared<SlidingWindows>(size, case_.Micros(prefix + "period_micros"), offset);
    }
    // Python takes any offset.
    return std::make_shared<FixedWindows>(size, Microseconds(offset.micros % size.micros));
  }

  static Trigger TriggerOf(const std::string& name) {
    const Trigger two = AfterCount(2);
    const Trigger five_seconds = AfterProcessingTime(Seconds(5));
    const std::map<std::string, Trigger> triggers = {
        {"default", {}},
        {"after_watermark", AfterWatermark()},
        {"after_count_2", two},
        {"repeatedly_after_count_2", Repeatedly(two)},
        {"after_watermark_early_count_2", AfterWatermark({.early = two})},
        {"after_watermark_late_count_1", AfterWatermark({.late = AfterCount(1)})},
        {"after_watermark_early_count_2_late_count_1",
         AfterWatermark({.early = two, .late = AfterCount(1)})},
        {"repeatedly_any_count_2_watermark", Repeatedly(AfterAny({two, AfterWatermark()}))},
        {"all_count_2_watermark", AfterAll({two, AfterWatermark()})},
        {"each_count_2_watermark", AfterEach({two, AfterWatermark()})},
        {"repeatedly_each_count_1_count_2", Repeatedly(AfterEach({AfterCount(1), two}))},
        {"finally_repeatedly_count_1_watermark",
         OrFinally(Repeatedly(AfterCount(1)), AfterWatermark())},
        {"always", Always()},
        {"never", Never()},
        {"repeatedly_processing_time_5", Repeatedly(five_seconds)},
        {"after_watermark_early_processing_time_5", AfterWatermark({.early = five_seconds})}};
    return triggers.at(name);
  }

  Pipeline& pipeline_;
  const Case& case_;
};

/// An output in each window of `element`.
template <class T>
void EmitLines(Output output, const Element<T>& element, bool with_pane,
               Emitter<std::string>& out) {
  std::sort(output.values.begin(), output.values.end());
  output.timestamp = element.timestamp;
  if (with_pane) output.pane = element.windows.pane();
  for (const Window& window : element.windows.all()) {
    output.window = window;
    out(Line(output));
  }
}

struct ShowGroup {
  void Process(const Element<Group>& group, Emitter<std::string>& out) const {
    const auto& [key, values] = group.value;
    EmitLines({key, {values.begin(), values.end()}, {}, {}}, group, true, out);
  }
};

struct ShowPair {
  bool with_pane = false;
  void Process(const Element<Pair>& pair, Emitter<std::string>& out) const {
    EmitLines({pair.value.key, {pair.value.value}, {}, {}}, pair, with_pane, out);
  }
};

struct ShowSide {
  void Process(const Element<KV<Pair, std::string>>& pair, Emitter<std::string>& out) const {
    const auto& [key, value] = pair.value.key;
    EmitLines({key, {value}, {}, {}, {}, pair.value.value}, pair, false, out);
  }
};

std::string AsJson(std::int64_t number) {
  return std::to_string(number);
}
template <class Range>
std::string SortedAsJson(const Range& range) {
  std::vector<std::int64_t> numbers(range.begin(), range.end());
  std::sort(numbers.begin(), numbers.end());
  std::string text = "[";
  for (const std::int64_t number : numbers) {
    if (text.size() > 1) text += ',';
    text += AsJson(number);
  }
  return text + "]";
}
std::string AsJson(const Iterable<std::int64_t>& iterable) {
  return SortedAsJson(iterable);
}
std::string AsJson(const MapView<std::string, std::int64_t>& map) {
  std::string text = "{";
  for (const auto& [key, value] : map.Entries()) {
    if (text.size() > 1) text += ',';
    text += "\"" + key + "\":" + AsJson(value);
  }
  return text + "}";
}
/// A multimap is asked for these keys, since not every runner of Python can list its keys.
std::string AsJson(const MultimapView<std::string, std::int64_t>& map) {
  std::string text = "{";
  for (const char* key : {"w", "x", "y", "z"}) {
    if (text.size() > 1) text += ',';
    text += "\"" + std::string(key) + "\":" + AsJson(map.at(key));
  }
  return text + "}";
}

template <class View>
Lines ReadSide(const Pairs& main, const SideInput<View>& side) {
  auto read = [side](const Pair& pair) { return KV<Pair, std::string>{pair, AsJson(*side)}; };
  return main | Map("Read", read).WithSideInputs(side) | ParDo("Show", ShowSide());
}

PCollection<std::int64_t> ValuesOf(const Pairs& pairs) {
  return pairs | Map("Values", [](const Pair& pair) { return pair.value; });
}

Lines BuildSide(const Reader& reader, const Case& of_case) {
  Pairs side = reader.Windowed("side", "side.");
  if (of_case.Text("combined") == "true") side = side | CombinePerKey("Sum", SumFn<std::int64_t>());
  const Pairs main = reader.Windowed("input", "main.");
  const std::string view = of_case.Text("view");
  if (view == "singleton") {
    std::optional<std::int64_t> otherwise;
    if (of_case.parameters.contains("default")) otherwise = std::stoll(of_case.Text("default"));
    return ReadSide(main, AsSingleton("Side", ValuesOf(side), otherwise));
  }
  if (view == "iter") return ReadSide(main, AsIterable("Side", ValuesOf(side)));
  if (view == "list") return ReadSide(main, AsList("Side", ValuesOf(side)));
  if (view == "dict") return ReadSide(main, AsMap("Side", side));
  return ReadSide(main, AsMultimap("Side", side));
}

Lines ShowGroups(const Pairs& pairs) {
  return pairs | GroupByKey() | ParDo("Show", ShowGroup());
}

Lines GroupTwice(const Pairs& pairs) {
  return ShowGroups(pairs | GroupByKey("First") | FlatMap("Apart", [](const Group& group) {
                      std::vector<Pair> apart;
                      for (const std::int64_t value : group.value) apart.push_back({"all", value});
                      return apart;
                    }));
}

Lines CombineAll(const Pairs& pairs, const Case& of_case, bool with_pane) {
  CombineGlobally sum("Sum", SumFn<std::int64_t>());
  if (of_case.Text("without_defaults", "true") == "true") sum = sum.WithoutDefaults();
  return ValuesOf(pairs) | sum |
         Map("Pair",
             [](std::int64_t sum) {
               return Pair{"", sum};
             }) |
         ParDo("Show", ShowPair{with_pane});
}

Lines CombineEach(const Pairs& pairs, bool with_pane) {
  return pairs | CombinePerKey("Sum", SumFn<std::int64_t>()) | ParDo("Show", ShowPair{with_pane});
}

Lines BuildTriggered(const Pairs& pairs, const Case& of_case) {
  const std::string transform = of_case.Text("transform");
  if (transform == "group_twice") return GroupTwice(pairs);
  if (transform == "combine_per_key") return CombineEach(pairs, true);
  if (transform == "combine_globally") return CombineAll(pairs, of_case, true);
  return ShowGroups(pairs);
}

}  // namespace

PCollection<std::string> Build(Pipeline& pipeline, const Case& of_case) {
  const Reader reader(pipeline, of_case);
  auto is = [&](const char* prefix) { return of_case.name.starts_with(prefix); };
  if (is("side_") || is("trigger_side_")) return BuildSide(reader, of_case);
  if (is("flatten_")) {
    return ShowGroups(Flatten("Both", reader.Windowed("input"), reader.Windowed("second")));
  }
  const Pairs pairs = reader.Windowed("input");
  if (is("trigger_") || is("test_stream_")) {
    return BuildTriggered(pairs, of_case);
  }
  if (is("gbk_twice_")) return GroupTwice(pairs);
  if (is("gbk_") || is("window_twice")) return ShowGroups(pairs);
  if (is("combine_per_key_")) return CombineEach(pairs, false);
  if (is("combine_globally_")) return CombineAll(pairs, of_case, false);
  if (is("window_")) return pairs | ParDo("Show", ShowPair());
  if (is("state_") || is("timer_")) return BuildStateful(pairs, of_case);
  throw Error(ErrorCode::kUnimplemented, "no pipeline is known for the case " + of_case.name);
}

}  // namespace beam::direct::reference
