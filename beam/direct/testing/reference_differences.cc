#include "beam/direct/testing/reference_differences.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace beam::direct::reference {
namespace {

constexpr Pane kOnlyPane = kOnTimeAndOnlyFiring;

bool IsOneOf(const std::string& text, const std::set<std::string>& names) {
  return names.contains(text);
}

/// An output in its window's last pane, which is on time.
Output Closing(const std::string& key, std::vector<std::int64_t> values, Window window) {
  return {.key = key,
          .values = std::move(values),
          .timestamp = window.MaxTimestamp(),
          .window = window,
          .pane = kOnlyPane};
}

Window Span(std::int64_t start, std::int64_t end) {
  return {Timestamp{} + Seconds(start), Timestamp{} + Seconds(end)};
}

/// What the triggers' input has in windows with one element only.
std::vector<Output> SingleElements(const std::string& windows) {
  if (windows == "global") return {Closing("c", {8}, kGlobalWindow)};
  if (windows == "sessions") {
    return {Closing("c", {8}, Span(5, 10)), Closing("a", {9}, Span(11, 16))};
  }
  return {Closing("c", {8}, Span(0, 10)), Closing("a", {9}, Span(10, 20))};
}

/// All of the triggers' input, in one pane for each key and window of 10 s.
std::vector<Output> AllInOnePane() {
  return {Closing("a", {1, 2, 3, 4, 5}, Span(0, 10)), Closing("b", {6, 7}, Span(0, 10)),
          Closing("c", {8}, Span(0, 10)), Closing("a", {9}, Span(10, 20)),
          Closing("b", {10, 11, 12}, Span(10, 20))};
}

/// Behind each early pane one at the end of its window.
void AddOnTimePanes(Case& of_case) {
  std::vector<Output> on_time;
  for (const Output& output : of_case.expected) {
    if (output.pane->timing != PaneTiming::kEarly) continue;
    on_time.push_back(output);
    on_time.back().pane =
        Pane{.is_first = false, .is_last = true, .timing = PaneTiming::kOnTime, .index = 1};
    if (of_case.Text("mode") == "discarding") on_time.back().values.clear();
  }
  of_case.expected.insert(of_case.expected.end(), on_time.begin(), on_time.end());
}

/// Turns early panes of late elements into late ones: those with the given last value.
void MakeLate(Case& of_case, const std::set<std::int64_t>& late_values, PaneTiming timing) {
  for (Output& output : of_case.expected) {
    if (output.values.empty() || !late_values.contains(output.values.back())) continue;
    output.pane->timing = timing;
    output.pane->nonspeculative_index = 0;
  }
}

std::string DifferenceInBatch(Case& of_case) {
  const std::string trigger = of_case.Text("trigger");
  const std::string transform = of_case.Text("transform");
  const bool may_starve = IsOneOf(trigger, {"after_count_2", "repeatedly_after_count_2",
                                            "all_count_2_watermark", "each_count_2_watermark"});
  const std::string not_lost =
      "elements that no trigger fired for are in the last pane of their window, not lost";
  if (may_starve && transform == "group_twice") {
    for (Output& output : of_case.expected) {
      output.values.push_back(output.window == Span(0, 10) ? 8 : 9);
      std::sort(output.values.begin(), output.values.end());
    }
    return not_lost;
  }
  if (may_starve && transform != "combine_globally") {
    const bool each = trigger == "each_count_2_watermark";
    if (each) AddOnTimePanes(of_case);
    const auto single = SingleElements(of_case.Text("window"));
    of_case.expected.insert(of_case.expected.end(), single.begin(), single.end());
    return each ? not_lost + ", and AfterWatermark fires without another element" : not_lost;
  }
  if (trigger == "never") {
    for (Output& output : of_case.expected) {
      output.pane = kOnlyPane;
      output.timestamp = output.window.MaxTimestamp();
    }
    return "Never fires when the window is closed, rather than as if it were Always";
  }
  if (trigger == "always" && of_case.Text("window") == "global") {
    for (Output& output : of_case.expected) {
      output.timestamp = kEndOfGlobalWindow;
      output.pane =
          Pane{.is_last = false, .timing = PaneTiming::kEarly, .nonspeculative_index = -1};
    }
    return "Always fires early in the global window, too, and its panes have the time that the "
           "timestamp combiner says";
  }
  if (trigger.find("processing_time") != std::string::npos) {
    of_case.must_fail = false;
    of_case.expected = AllInOnePane();
    return "processing time stands still in batch, which is no reason to fail";
  }
  return "";
}

std::string DifferenceInStream(Case& of_case) {
  const std::string& name = of_case.name;
  auto is = [&](const char* prefix) { return name.starts_with(prefix); };
  if (is("test_stream_processing_time_accumulating") ||
      is("test_stream_processing_time_discarding")) {
    MakeLate(of_case, {3, 4}, PaneTiming::kOnTime);
    return "whether a pane is early goes by the watermark, not by processing time";
  }
  if (is("test_stream_repeatedly_after_count_2")) {
    MakeLate(of_case, {11}, PaneTiming::kLate);
    return "whether a pane is early goes by the input's watermark, not by what other windows hold";
  }
  if (is("test_stream_repeatedly_each_count_1_count_2")) {
    MakeLate(of_case, {7, 9, 10}, PaneTiming::kLate);
    return "whether a pane is early goes by the input's watermark, not by what other windows hold";
  }
  if (is("test_stream_sliding")) {
    std::erase_if(of_case.expected, [](const Output& output) {
      return output.window == Span(5, 15) && !output.values.empty() && output.values.back() == 11;
    });
    return "lateness is over when the watermark is there, not only when it is beyond";
  }
  if (name == "test_stream_earliest_discarding" || name == "test_stream_latest_discarding") {
    for (Output& output : of_case.expected) {
      if (output.values.empty()) output.timestamp = output.window.MaxTimestamp();
      // 4 came late, at 5 s.
      if (output.values == std::vector<std::int64_t>{4, 5}) {
        output.timestamp = Timestamp{} + Seconds(6);
      }
    }
    return "a pane has the time of its own elements, or its window's end, not of earlier panes'";
  }
  return "";
}

}  // namespace

std::string WhyNotRun(const Case& of_case) {
  const std::string& name = of_case.name;
  if (name.starts_with("state_")) return "there is no state yet";
  if (name.starts_with("timer_")) return "there are no timers yet";
  if (name == "combine_globally_empty_without_defaults" ||
      name == "combine_globally_fixed_with_defaults") {
    return "CombineGlobally cannot be told to do with or without defaults yet";
  }
  return "";
}

std::string ApplyDifference(Case& of_case) {
  const std::string& name = of_case.name;
  if (!of_case.events.empty()) return DifferenceInStream(of_case);
  if (IsOneOf(name, {"side_singleton_of_none", "side_singleton_fixed_10_by_fixed_10_of_none"})) {
    of_case.must_fail = true;
    return "one value of none is an error, as in Java, since it is no object that stands for it";
  }
  if (IsOneOf(name, {"combine_globally_global", "combine_globally_empty"})) {
    of_case.expected.at(0).timestamp = kEndOfGlobalWindow;
    return "a total has the time of its window's end, as in Java, with defaults or without";
  }
  return DifferenceInBatch(of_case);
}

}  // namespace beam::direct::reference
