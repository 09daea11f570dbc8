#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "beam/base/time/timestamp.h"
#include "beam/base/time/window.h"

/// What Beam for Python makes of small pipelines: reference/expected.json, read for the tests.
namespace beam::direct::reference {

struct Row {
  std::string key;
  std::int64_t value;
  Timestamp at;
};

/// Of a stream: "add" with rows, or "watermark" or "processing_time" with micros.
struct Event {
  std::string kind;
  std::vector<Row> rows;
  std::int64_t micros;
};

/// An element of the result.
struct Output {
  std::string key;
  std::vector<std::int64_t> values;  ///< Sorted.
  Timestamp timestamp;
  Window window;
  std::optional<Pane> pane = {};
  std::string side = {};                ///< What it saw of a side input, as JSON.
  std::optional<Timestamp> fired = {};  ///< The time of the timer that made it.
  std::string timer = {};               ///< Which one, where there are several.
};

struct Case {
  std::string name;
  /// "input", "side" and "second", where it has them.
  std::map<std::string, std::vector<Row>> inputs = {};
  std::vector<Event> events = {};
  /// Nested ones with a dot: "main.window". Numbers as text.
  std::map<std::string, std::string> parameters = {};
  bool must_fail = false;
  std::vector<Output> expected = {};

  /// The parameter, or `otherwise`.
  std::string Text(const std::string& parameter, const std::string& otherwise = "") const;
  Duration Micros(const std::string& parameter) const;
};

/// All of them. Throws when the file cannot be read.
std::vector<Case> LoadCases();

/// An output as a line that compares equal for equal outputs: "a 1,2 [0,10000) @9000 early 0/-1".
/// Timestamps are cut to milliseconds towards zero, as Python's batch runner does wherever it
/// encodes an element: ours are whole.
std::string Line(const Output& output);

}  // namespace beam::direct::reference
