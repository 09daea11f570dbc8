// Jobs whose data is much larger than the memory they may use: what is measured is the peak.

#include <cstdio>
#include <numeric>

#include "beam/beam.h"
#include "benchmarks/keyed_numbers.h"

namespace {

enum class Shape { kManyKeys, kFewKeys, kOneKey, kLargeValues, kDistinctSums, kReshuffle };

struct Options {
  Shape shape = Shape::kManyKeys;
  std::int64_t megabytes = 2000;

  static constexpr beam::FieldDoc kDocs[] = {
      {"shape",
       "GroupByKey of small values with many keys, few, or one; of large values; the sums for keys "
       "that are all different; or a Reshuffle that is written faster than it is read."},
      {"megabytes", "About how much data."},
  };
};

constexpr std::int64_t kShards = 64;
/// How often the Reshuffle gets each text.
constexpr int kRepeats = 10;

using Text = beam::KV<std::int64_t, std::string>;
using Number = beam::KV<std::int64_t, std::int64_t>;

std::int64_t ValueBytes(Shape shape) {
  return shape == Shape::kLargeValues ? 1 << 20 : 100;
}

/// Values of letters that do not repeat themselves soon.
struct MakeTexts {
  Options options;
  std::int64_t num_keys;

  void Process(const std::int64_t& shard, beam::Emitter<Text>& out) const {
    const std::int64_t size = ValueBytes(options.shape);
    const std::int64_t repeats = options.shape == Shape::kReshuffle ? kRepeats : 1;
    const std::int64_t count = options.megabytes * 1000000 / size / kShards / repeats;
    std::uint64_t state = Scramble(static_cast<std::uint64_t>(shard)) + 1;
    for (std::int64_t i = 0; i < count; ++i) {
      std::string text(static_cast<std::size_t>(size), ' ');
      for (std::int64_t at = 0; at < size; at += 4) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        text[static_cast<std::size_t>(at)] = static_cast<char>('a' + (state >> 59));
      }
      out({(i * kShards + shard) % num_keys, std::move(text)});
    }
  }
};

struct MakeDistinctKeys {
  std::int64_t count;
  void Process(const std::int64_t& shard, beam::Emitter<Number>& out) const {
    for (std::int64_t i = shard; i < count; i += kShards) out({i, 1});
  }
};

struct Repeat {
  void Process(const Text& text, beam::Emitter<std::string>& out) const {
    for (int i = 0; i < kRepeats; ++i) out(text.value);
  }
};

struct Print {
  void Process(const std::int64_t& total) const { std::printf("total %ld\n", total); }
};

using Totals = beam::PCollection<std::int64_t>;

Totals GroupTexts(beam::PCollection<Text> texts) {
  return texts | beam::GroupByKey() |
         beam::Map("Total", [](const beam::KV<std::int64_t, beam::Iterable<std::string>>& group) {
           std::int64_t bytes = 0;
           for (const std::string& text : group.value) {
             bytes += static_cast<std::int64_t>(text.size());
           }
           return bytes;
         });
}

Totals ReshuffleTexts(beam::PCollection<Text> texts) {
  return texts | beam::ParDo("Repeat", Repeat()) | beam::Reshuffle() |
         beam::Map("Total", [](const std::string& text) {
           std::uint64_t hash = 0;
           for (const char letter : text)
             hash = Scramble(hash + static_cast<unsigned char>(letter));
           return static_cast<std::int64_t>(text.size() + (hash & 1));
         });
}

void Build(beam::Pipeline& p, const Options& options) {
  std::vector<std::int64_t> numbers(kShards);
  std::iota(numbers.begin(), numbers.end(), 0);
  auto shards = p | beam::Create("Shards", numbers);
  const auto texts = [&](std::int64_t num_keys) {
    return shards | beam::ParDo("Texts", MakeTexts{options, num_keys});
  };
  const auto totals = [&]() -> Totals {
    switch (options.shape) {
      case Shape::kManyKeys:
        return GroupTexts(texts(5000000));
      case Shape::kFewKeys:
        return GroupTexts(texts(10));
      case Shape::kOneKey:
        return GroupTexts(texts(1));
      case Shape::kLargeValues:
        return GroupTexts(texts(100));
      case Shape::kReshuffle:
        return ReshuffleTexts(texts(1));
      case Shape::kDistinctSums:
        break;
    }
    // About 40 bytes a key in the shuffle.
    return shards | beam::ParDo("Keys", MakeDistinctKeys{options.megabytes * 1000000 / 40}) |
           beam::CombinePerKey("Sum", beam::SumFn<std::int64_t>()) |
           beam::Map("Value", [](const Number& sum) { return sum.value; });
  }();
  totals | beam::CombineGlobally("Add", beam::SumFn<std::int64_t>()) |
      beam::ParDo("Print", Print());
}

}  // namespace

int main(int argc, char** argv) {
  return beam::Main<Options>(argc, argv, Build);
}
