// The most frequent words of each hour, of lines such as "2026-11-25T10:15:00Z some words".

#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include "beam/base/time/rfc3339.h"
#include "beam/beam.h"

struct Options {
  std::string input;
  std::string output;
  std::uint32_t count = 3;
};

using Counted = beam::KV<std::string, std::int64_t>;

std::vector<std::string> Words(const std::string& line) {
  std::istringstream words(line.substr(line.find(' ') + 1));
  return {std::istream_iterator<std::string>(words), {}};
}

beam::Timestamp TimeOf(const std::string& line) {
  const auto time = beam::ParseRfc3339(line.substr(0, line.find(' ')));
  if (time.has_value()) return *time;
  throw beam::Error(beam::ErrorCode::kDataLoss, "a line begins with no time: " + line);
}

/// "2026-11-25T10:00:00.000Z some 12, words 9"
struct Show {
  void Process(const beam::Element<std::vector<Counted>>& top,
               beam::Emitter<std::string>& out) const {
    std::string line = beam::FormatRfc3339(top.windows.all()[0].start);
    for (const auto& [word, count] : top.value) {
      line += (&word == &top.value[0].key ? " " : ", ") + word + " " + std::to_string(count);
    }
    out(line);
  }
};

void Build(beam::Pipeline& p, const Options& options) {
  auto is_rarer = [](const Counted& a, const Counted& b) {
    return std::tie(a.value, b.key) < std::tie(b.value, a.key);
  };
  p | beam::io::ReadText(options.input) | beam::WithTimestamps("Time", TimeOf) |
      beam::WindowInto("Hours", beam::FixedWindows(beam::Hours(1))) |
      beam::FlatMap("Words", Words) | beam::Count::PerElement() |
      beam::Top::Of("Top", options.count, is_rarer).WithoutDefaults() |
      beam::ParDo("Show", Show()) | beam::WindowInto("All", beam::GlobalWindows()) |
      beam::io::WriteText(options.output, {.shard_name_template = ""});
}

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
