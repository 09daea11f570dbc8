// The job that is measured: how often each word of a text occurs.

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "beam/beam.h"

namespace {

struct Options {
  std::string input;

  static constexpr beam::FieldDoc kDocs[] = {{"input", "The text to read."}};
};

/// The lines that start in [start, end) of a file.
struct Range {
  std::string path;
  std::int64_t start = 0;
  std::int64_t end = 0;
};

constexpr std::int64_t kRangeBytes = 16 << 20;

struct SplitFile {
  void Process(const std::string& path, beam::Emitter<Range>& out) const {
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(path));
    for (std::int64_t start = 0; start < size; start += kRangeBytes) {
      out({path, start, std::min(size, start + kRangeBytes)});
    }
  }
};

struct ReadLines {
  void Process(const Range& range, beam::Emitter<std::string>& out) const {
    std::ifstream file(range.path);
    std::string line;
    std::int64_t at = std::max<std::int64_t>(range.start - 1, 0);
    file.seekg(at);
    // The line that is cut by the start belongs to the range before.
    if (range.start > 0 && std::getline(file, line))
      at += static_cast<std::int64_t>(line.size()) + 1;
    while (at < range.end && std::getline(file, line)) {
      at += static_cast<std::int64_t>(line.size()) + 1;
      out(std::move(line));
    }
  }
};

struct SplitWords {
  void Process(const std::string& line,
               beam::Emitter<beam::KV<std::string, std::int64_t>>& out) const {
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t end = std::min(line.find(' ', at), line.size());
      if (end > at) out({line.substr(at, end - at), 1});
      at = end + 1;
    }
  }
};

using Count = beam::KV<std::string, std::int64_t>;

struct Totals {
  std::int64_t distinct = 0;
  std::int64_t words = 0;
  std::int64_t squares = 0;
};

struct AddCounts {
  Totals CreateAccumulator() const { return {}; }
  void AddInput(Totals& totals, const Count& count) const {
    MergeAccumulators(totals, {1, count.value, count.value % 65521 * (count.value % 65521)});
  }
  void MergeAccumulators(Totals& into, const Totals& other) const {
    into = {into.distinct + other.distinct, into.words + other.words, into.squares + other.squares};
  }
  Totals ExtractOutput(const Totals& totals) const { return totals; }
};

struct Print {
  void Process(const Totals& totals) const {
    std::printf("distinct %ld words %ld squares %ld\n", totals.distinct, totals.words,
                totals.squares);
  }
};

void Build(beam::Pipeline& p, const Options& options) {
  p | beam::Create("Input", {options.input}) | beam::ParDo("Split", SplitFile()) |
      beam::Reshuffle() | beam::ParDo("ReadLines", ReadLines()) |
      beam::ParDo("Words", SplitWords()) |
      beam::CombinePerKey("Count", beam::SumFn<std::int64_t>()) |
      beam::CombineGlobally("Totals", AddCounts()) | beam::ParDo("Print", Print());
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
