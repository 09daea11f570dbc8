// The job that is measured: the sum for each key of many int64.

#include <cstdio>
#include <numeric>

#include "beam/beam.h"
#include "benchmarks/keyed_numbers.h"

namespace {

struct Options {
  std::int64_t elements = 100000000;
  std::int64_t keys = 1000;

  static constexpr beam::FieldDoc kDocs[] = {
      {"elements", "How many elements."},
      {"keys", "How many keys, of which nearly all turn up."},
  };
};

constexpr std::int64_t kShards = 64;

using Keyed = beam::KV<std::int64_t, std::int64_t>;

struct MakeNumbers {
  Options options;
  void Process(const std::int64_t& shard, beam::Emitter<Keyed>& out) const {
    for (std::int64_t i = shard; i < options.elements; i += kShards) {
      const std::uint64_t number = Scramble(static_cast<std::uint64_t>(i));
      out({static_cast<std::int64_t>(number % static_cast<std::uint64_t>(options.keys)),
           static_cast<std::int64_t>(number)});
    }
  }
};

/// Prints how many keys there are, and the sum of all.
struct Print {
  void Process(const std::int64_t& checksum) const { std::printf("checksum %ld\n", checksum); }
};

void Build(beam::Pipeline& p, const Options& options) {
  std::vector<std::int64_t> shards(kShards);
  std::iota(shards.begin(), shards.end(), 0);
  p | beam::Create("Shards", shards) | beam::ParDo("Numbers", MakeNumbers{options}) |
      beam::CombinePerKey("Sum", beam::SumFn<std::int64_t>()) |
      beam::Map("Check", [](const Keyed& sum) { return (sum.key + 1) * (sum.value % 1000003); }) |
      beam::CombineGlobally("Checksum", beam::SumFn<std::int64_t>()) |
      beam::ParDo("Print", Print());
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
