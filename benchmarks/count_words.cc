// The job that is measured: how often each word of a text occurs.

#include <cstdio>
#include <string>

#include "beam/beam.h"

namespace {

struct Options {
  std::string input;

  static constexpr beam::FieldDoc kDocs[] = {{"input", "The text to read, a file or a pattern."}};
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
  p | beam::io::ReadText(options.input) | beam::ParDo("Words", SplitWords()) |
      beam::CombinePerKey("Count", beam::SumFn<std::int64_t>()) |
      beam::CombineGlobally("Totals", AddCounts()) | beam::ParDo("Print", Print());
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
