// The job that is measured: GroupByKey of {string of 16, int64}; the values of each group are read.

#include <cstdio>
#include <numeric>

#include "beam/beam.h"
#include "benchmarks/keyed_numbers.h"

namespace {

struct Options {
  std::int64_t elements = 10000000;
  std::int64_t keys = 1000000;

  static constexpr beam::FieldDoc kDocs[] = {
      {"elements", "How many elements."},
      {"keys", "How many keys, of which nearly all turn up."},
  };
};

constexpr std::int64_t kShards = 64;

using Keyed = beam::KV<std::string, std::int64_t>;

struct MakeNumbers {
  Options options;
  void Process(const std::int64_t& shard, beam::Emitter<Keyed>& out) const {
    for (std::int64_t i = shard; i < options.elements; i += kShards) {
      const std::uint64_t number = Scramble(static_cast<std::uint64_t>(i));
      out({KeyOf(number % static_cast<std::uint64_t>(options.keys)),
           static_cast<std::int64_t>(number)});
    }
  }
};

struct Totals {
  std::int64_t groups = 0;
  std::int64_t values = 0;
  std::int64_t sum = 0;
};

struct AddTotals {
  Totals CreateAccumulator() const { return {}; }
  void AddInput(Totals& totals, const Totals& value) const { MergeAccumulators(totals, value); }
  void MergeAccumulators(Totals& into, const Totals& other) const {
    into = {into.groups + other.groups, into.values + other.values, into.sum + other.sum};
  }
  Totals ExtractOutput(const Totals& totals) const { return totals; }
};

struct Print {
  void Process(const Totals& totals) const {
    std::printf("groups %ld values %ld sum %ld\n", totals.groups, totals.values, totals.sum);
  }
};

void Build(beam::Pipeline& p, const Options& options) {
  std::vector<std::int64_t> shards(kShards);
  std::iota(shards.begin(), shards.end(), 0);
  p | beam::Create("Shards", shards) | beam::ParDo("Numbers", MakeNumbers{options}) |
      beam::GroupByKey() |
      beam::Map("Total",
                [](const beam::KV<std::string, beam::Iterable<std::int64_t>>& group) {
                  Totals totals{.groups = 1};
                  for (const std::int64_t value : group.value) {
                    ++totals.values;
                    totals.sum += value;
                  }
                  return totals;
                }) |
      beam::CombineGlobally("Totals", AddTotals()) | beam::ParDo("Print", Print());
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
