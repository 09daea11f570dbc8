// Beam's own transcripts of triggers at work, from the package of its Python SDK: what comes in,
// how the watermark goes on, and which panes that makes.

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "beam/base/error.h"
#include "beam/windowing/key_panes.h"

namespace beam {
namespace {

/// Transcripts that are not run, and why.
const std::map<std::string, std::string> kSkipped = {
    {"timestamp_combiner_custom_timestamping_earliest, OUTPUT_AT_EARLIEST_TRANSFORMED",
     "Python's own timestamp combiner, which Beam's pipeline protos cannot name"},
};

/// "AfterWatermark(early=AfterCount(3), late=AfterCount(1))": a name and what is in its
/// parentheses.
struct Call {
  std::string name;
  std::vector<std::pair<std::string, Call>> arguments;  ///< With names, where they have them.

  const Call* Find(const std::string& argument) const {
    for (const auto& [name_of, value] : arguments) {
      if (name_of == argument) return &value;
    }
    return nullptr;
  }
};

Call Parse(std::string_view& text) {
  auto word = [&] {
    std::size_t size = 0;
    while (size < text.size() && std::isalnum(static_cast<unsigned char>(text[size])) != 0) ++size;
    std::string found(text.substr(0, size));
    text.remove_prefix(size);
    return found;
  };
  auto take = [&](std::string_view token) {
    if (!text.starts_with(token)) return false;
    text.remove_prefix(token.size());
    return true;
  };
  Call call{.name = word(), .arguments = {}};
  if (!take("(")) return call;
  while (!take(")")) {
    const std::string_view before = text;
    std::string name = word();
    if (!take("=")) {
      name.clear();
      text = before;
    }
    call.arguments.emplace_back(name, Parse(text));
    take(", ");
    if (text.empty()) throw Error(ErrorCode::kInvalidArgument, "the text ends in a call");
  }
  return call;
}

std::int64_t FirstNumber(const Call& call) {
  return std::stoll(call.arguments.at(0).second.name);
}

Trigger TriggerOf(const Call& call) {
  if (call.name == "Default") return {};
  if (call.name == "AfterCount") return AfterCount(FirstNumber(call));
  if (call.name == "AfterWatermark") {
    EarlyAndLate firings;
    if (const Call* early = call.Find("early")) firings.early = TriggerOf(*early);
    if (const Call* late = call.Find("late")) firings.late = TriggerOf(*late);
    return AfterWatermark(firings);
  }
  throw Error(ErrorCode::kUnimplemented, "the test knows no such trigger: " + call.name);
}

std::shared_ptr<const WindowFn> WindowFnOf(const Call& call) {
  if (call.name == "GlobalWindows") return std::make_shared<GlobalWindows>();
  if (call.name == "Sessions") return std::make_shared<Sessions>(Seconds(FirstNumber(call)));
  // The custom one differs in OUTPUT_AT_EARLIEST_TRANSFORMED only, which these must not call for.
  if (call.name == "FixedWindows" || call.name == "CustomTimestampingFixedWindowsWindowFn") {
    return std::make_shared<FixedWindows>(Seconds(FirstNumber(call)));
  }
  throw Error(ErrorCode::kUnimplemented, "the test knows no such windows: " + call.name);
}

Call CallIn(const YAML::Node& transcript, const char* field, const char* otherwise) {
  const std::string text = transcript[field].as<std::string>(otherwise);
  std::string_view rest = text;
  Call call = Parse(rest);
  if (!rest.empty()) throw Error(ErrorCode::kInvalidArgument, "text is left over: " + text);
  return call;
}

Windowing WindowingOf(const YAML::Node& transcript) {
  const std::map<std::string, TimestampCombiner> combiners = {
      {"OUTPUT_AT_EOW", TimestampCombiner::kEndOfWindow},
      {"OUTPUT_AT_EARLIEST", TimestampCombiner::kEarliest},
      {"OUTPUT_AT_LATEST", TimestampCombiner::kLatest}};
  const std::map<std::string, AccumulationMode> modes = {
      {"accumulating", AccumulationMode::kAccumulating},
      {"discarding", AccumulationMode::kDiscarding}};
  return {
      .window_fn = WindowFnOf(CallIn(transcript, "window_fn", "GlobalWindows")),
      .timestamp_combiner =
          combiners.at(transcript["timestamp_combiner"].as<std::string>("OUTPUT_AT_EOW")),
      .trigger = TriggerOf(CallIn(transcript, "trigger_fn", "Default")),
      .accumulation_mode =
          modes.at(transcript["accumulation_mode"].as<std::string>("accumulating")),
      .allowed_lateness = Seconds(transcript["allowed_lateness"].as<std::int64_t>(0)),
  };
}

Timestamp At(std::int64_t seconds) {
  return Timestamp{} + Seconds(seconds);
}
std::int64_t WholeSeconds(Timestamp timestamp) {
  return timestamp.micros / 1000000;
}

/// A pane as a transcript has it: elements are their own timestamps.
std::map<std::string, std::string> FieldsOf(const FiredPane& fired) {
  auto flag = [](bool value) { return std::string(value ? "true" : "false"); };
  std::vector<std::size_t> values = fired.ids;
  std::sort(values.begin(), values.end());
  std::string list;
  for (const std::size_t value : values) list += std::to_string(value) + " ";
  return {{"window", std::to_string(WholeSeconds(fired.window.start)) + " " +
                         std::to_string(WholeSeconds(fired.window.MaxTimestamp())) + " "},
          {"values", list},
          {"timestamp", std::to_string(WholeSeconds(fired.timestamp))},
          {"index", std::to_string(fired.pane.index)},
          {"nonspeculative_index", std::to_string(fired.pane.nonspeculative_index)},
          {"early", flag(fired.pane.timing == PaneTiming::kEarly)},
          {"late", flag(fired.pane.timing == PaneTiming::kLate)},
          {"final", flag(fired.pane.is_last)}};
}

std::string TextOf(const YAML::Node& value) {
  if (!value.IsSequence()) return value.as<std::string>();
  std::string list;
  for (const YAML::Node& item : value) list += item.as<std::string>() + " ";
  return list;
}

/// Plays a transcript; returns what is wrong, nothing if all is as expected.
class Player {
 public:
  explicit Player(Windowing windowing) : windowing_(std::move(windowing)), panes_(windowing_) {}

  std::string Play(const YAML::Node& steps) {
    for (const YAML::Node& step : steps) {
      const std::string action = step.begin()->first.as<std::string>();
      const YAML::Node value = step.begin()->second;
      if (action == "expect") {
        for (const YAML::Node& expected : value) {
          if (!Take(expected)) return "Unmatched output: " + YAML::Dump(expected);
        }
        continue;
      }
      if (!fired_.empty()) return "Unexpected output before " + action;
      if (action == "input") {
        Add(value);
      } else if (action == "watermark") {
        panes_.AdvanceWatermark(At(value.as<std::int64_t>()));
      } else if (action == "state") {
        std::cout << "passed over, as by Python's own test: which state there is\n";
      } else {
        return "Unknown action: " + action;
      }
      fired_ = panes_.TakeFired();
    }
    return fired_.empty() ? "" : "Unexpected output at the end";
  }

 private:
  void Add(const YAML::Node& times) {
    std::vector<PaneInput> inputs;
    for (const YAML::Node& time : times) {
      const auto seconds = time.as<std::int64_t>();
      for (const Window& window : windowing_.window_fn->Assign(At(seconds))) {
        inputs.push_back(
            {.window = window, .timestamp = At(seconds), .id = static_cast<std::size_t>(seconds)});
      }
    }
    panes_.Add(inputs);
  }

  /// Removes a pane that has all the fields of `expected`.
  bool Take(const YAML::Node& expected) {
    const auto found = std::find_if(fired_.begin(), fired_.end(), [&](const FiredPane& fired) {
      const auto fields = FieldsOf(fired);
      return std::all_of(expected.begin(), expected.end(), [&](const auto& field) {
        return fields.at(field.first.template as<std::string>()) == TextOf(field.second);
      });
    });
    if (found == fired_.end()) return false;
    fired_.erase(found);
    return true;
  }

  const Windowing windowing_;
  KeyPanes panes_;
  std::vector<FiredPane> fired_;
};

std::vector<YAML::Node> LoadTranscripts() {
  std::ifstream file(KLAY_TRIGGER_TRANSCRIPTS);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  // Python's parser wants no space here, yaml-cpp does.
  const std::string tight = "values:[";
  for (std::size_t at = 0; (at = text.find(tight, at)) != std::string::npos;) {
    text.replace(at, tight.size(), "values: [");
  }
  return YAML::LoadAll(text);
}

TEST(TriggerTranscripts, EachOfBeamsOwnGoesAsItIsWritten) {
  std::size_t played = 0;
  std::size_t skipped = 0;
  for (const YAML::Node& transcript : LoadTranscripts()) {
    const auto name = transcript["name"].as<std::string>();
    const auto reason =
        kSkipped.find(name + ", " + transcript["timestamp_combiner"].as<std::string>(""));
    if (reason != kSkipped.end()) {
      std::cout << "skipped: " << reason->first << ": " << reason->second << "\n";
      ++skipped;
      continue;
    }
    // Some are wrong on purpose, and say how.
    const auto expected_fault = transcript["error"].as<std::string>("");
    const std::string fault = Player(WindowingOf(transcript)).Play(transcript["transcript"]);
    EXPECT_TRUE(expected_fault.empty() ? fault.empty() : fault.starts_with(expected_fault))
        << name << ": " << fault;
    ++played;
  }
  std::cout << "trigger transcripts: " << played << " of " << played + skipped << " played\n";
  EXPECT_EQ(played, 17U);
  EXPECT_EQ(skipped, kSkipped.size());
}

}  // namespace
}  // namespace beam
