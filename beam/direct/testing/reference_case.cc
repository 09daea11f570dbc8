#include "beam/direct/testing/reference_case.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "beam/base/error.h"

namespace beam::direct::reference {
namespace {

using Json = nlohmann::json;

std::vector<Row> RowsOf(const Json& rows) {
  std::vector<Row> parsed;
  for (const Json& row : rows) {
    parsed.push_back({row[0].get<std::string>(), row[1].get<std::int64_t>(),
                      Timestamp{row[2].get<std::int64_t>()}});
  }
  return parsed;
}

Event EventOf(const Json& event) {
  const auto kind = event[0].get<std::string>();
  if (kind == "add") return {kind, RowsOf(event[1]), 0};
  return {kind, {}, event[1].get<std::int64_t>()};
}

PaneTiming TimingOf(const std::string& name) {
  if (name == "early") return PaneTiming::kEarly;
  if (name == "on_time") return PaneTiming::kOnTime;
  if (name == "late") return PaneTiming::kLate;
  throw Error(ErrorCode::kInvalidArgument, "no timing of a pane: " + name);
}

/// Python's end of the global window is a moment, or in batch a millisecond, before Beam's.
Timestamp TimestampOf(const Json& micros) {
  const Timestamp timestamp{micros.get<std::int64_t>()};
  const bool is_end =
      kEndOfGlobalWindow - Milliseconds(1) <= timestamp && timestamp < kEndOfGlobalWindow;
  return is_end ? kEndOfGlobalWindow : timestamp;
}

Output OutputOf(const Json& json) {
  Output output{.key = json["key"].get<std::string>(),
                .values = json["values"].get<std::vector<std::int64_t>>(),
                .timestamp = TimestampOf(json["timestamp"]),
                .window = {}};
  if (json["window"].is_array()) {
    output.window = {Timestamp{json["window"][0].get<std::int64_t>()},
                     Timestamp{json["window"][1].get<std::int64_t>()}};
  }
  if (json.contains("pane")) {
    const Json& pane = json["pane"];
    output.pane = Pane{.is_first = pane["first"].get<bool>(),
                       .is_last = pane["last"].get<bool>(),
                       .timing = TimingOf(pane["timing"].get<std::string>()),
                       .index = pane["index"].get<std::int64_t>(),
                       .nonspeculative_index = pane["nonspeculative"].get<std::int64_t>()};
  }
  if (json.contains("side")) output.side = json["side"].dump();
  return output;
}

void Flatten(const Json& parameters, const std::string& prefix,
             std::map<std::string, std::string>& flat) {
  for (const auto& [name, value] : parameters.items()) {
    if (value.is_object()) {
      Flatten(value, prefix + name + ".", flat);
    } else {
      flat[prefix + name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
  }
}

Case CaseOf(const std::string& name, const Json& json) {
  Case parsed{.name = name};
  for (const char* input : {"input", "side", "second"}) {
    if (json.contains(input)) parsed.inputs[input] = RowsOf(json[input]);
  }
  for (const Json& event : json.value("events", Json::array())) {
    parsed.events.push_back(EventOf(event));
  }
  Flatten(json["parameters"], "", parsed.parameters);
  parsed.must_fail = json.contains("expected_error");
  for (const Json& output : json.value("expected", Json::array())) {
    parsed.expected.push_back(OutputOf(output));
  }
  return parsed;
}

std::string CutToMillis(Timestamp timestamp) {
  return std::to_string(timestamp.micros / 1000);
}

}  // namespace

std::string Case::Text(const std::string& parameter, const std::string& otherwise) const {
  const auto found = parameters.find(parameter);
  return found == parameters.end() ? otherwise : found->second;
}

Duration Case::Micros(const std::string& parameter) const {
  return Microseconds(std::stoll(Text(parameter, "0")));
}

std::vector<Case> LoadCases() {
  std::ifstream file(KLAY_REFERENCE_RESULTS);
  if (!file) throw Error(ErrorCode::kNotFound, std::string("no file ") + KLAY_REFERENCE_RESULTS);
  std::vector<Case> cases;
  const Json results = Json::parse(file);
  for (const auto& [name, json] : results["cases"].items()) {
    // Those of state and timers have more than this in them.
    const bool is_of_state = name.starts_with("state_") || name.starts_with("timer_");
    cases.push_back(is_of_state ? Case{.name = name} : CaseOf(name, json));
  }
  return cases;
}

std::string Line(const Output& output) {
  std::string line = output.key + " ";
  for (const std::int64_t value : output.values) line += std::to_string(value) + ",";
  line += output.window == kGlobalWindow ? " global"
                                         : " [" + CutToMillis(output.window.start) + "," +
                                               CutToMillis(output.window.end) + ")";
  line += " @" + CutToMillis(output.timestamp);
  if (output.pane.has_value()) {
    const Pane& pane = *output.pane;
    line += pane.timing == PaneTiming::kEarly    ? " early "
            : pane.timing == PaneTiming::kOnTime ? " on time "
            : pane.timing == PaneTiming::kLate   ? " late "
                                                 : " unknown ";
    line += std::to_string(pane.index) + "/" + std::to_string(pane.nonspeculative_index);
    if (pane.is_first) line += " first";
    if (pane.is_last) line += " last";
  }
  if (!output.side.empty()) line += " side " + output.side;
  return line;
}

}  // namespace beam::direct::reference
