// One set of pipelines, run with one worker, with several, with every edge encoded and with next to
// no memory: the results must be the same multiset each time.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <random>

#include "beam/direct/direct_runner.h"
#include "beam/pipeline/combine.h"
#include "beam/testing/collect.h"

namespace beam::direct {
namespace {

using Numbers = PCollection<std::int64_t>;

struct Reading {
  std::string sensor;
  std::optional<double> value;
  std::vector<std::int64_t> history;
};

struct SplitByParity {
  void Process(const std::int64_t& n, Emitter<std::int64_t>& even,
               Emitter<std::int64_t>& odd) const {
    (n % 2 == 0 ? even : odd)(n);
  }
};

struct CountPerBundle {
  std::int64_t sum = 0;
  void StartBundle() { sum = 0; }
  void Process(const std::int64_t& n, Emitter<std::int64_t>&) { sum += n; }
  void FinishBundle(Emitter<std::int64_t>& out) { out(sum); }
};

Numbers GroupAndFold(Numbers in, std::int64_t keys) {
  return in |
         Map("Key",
             [keys](std::int64_t n) {
               return KV{Reading{std::to_string(n % keys), {}, {n % keys}}, n};
             }) |
         GroupByKey() | Map("Fold", [](const KV<Reading, Iterable<std::int64_t>>& group) {
           std::int64_t folded = static_cast<std::int64_t>(group.key.history.size());
           for (std::int64_t n : group.value) folded += (n % 1009) * (n % 1009);
           return folded;
         });
}

/// A random pipeline of a few transforms over numbers; the same for the same seed.
std::shared_ptr<testing::Collected<std::int64_t>> BuildRandom(Pipeline& p, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::int64_t> values(random() % 300);
  for (auto& value : values) value = static_cast<std::int64_t>(random() % 1000);
  std::vector<Numbers> live = {p | Create("Values", values)};
  const std::size_t num_steps = 1 + random() % 7;
  for (std::size_t step = 0; step < num_steps; ++step) {
    const Numbers in = live[random() % live.size()];
    const std::string label = "Step" + std::to_string(step);
    const auto number = static_cast<std::int64_t>(1 + random() % 9);
    auto expand = [&](Numbers from) -> Numbers {
      switch (random() % 9) {
        case 0:
          return from | Map("Map", [number](std::int64_t n) { return n * number + 1; });
        case 1:
          return from | FlatMap("FlatMap", [number](std::int64_t n) {
                   return std::vector<std::int64_t>(
                       static_cast<std::size_t>(std::abs(n) % number % 4), n);
                 });
        case 2:
          return from |
                 Filter("Filter", [number](std::int64_t n) { return n % (number + 1) != 0; });
        case 3:
          return from | Reshuffle();
        case 4:
          return GroupAndFold(from, number);
        case 5:
          return from | CombineGlobally("Sum", SumFn<std::int64_t>());
        case 6: {
          auto [even, odd] = from | ParDo("Split", SplitByParity());
          return Flatten("Join", even, odd | Map("Negate", [](std::int64_t n) { return -n; }));
        }
        case 7:
          return from | ParDo("PerBundle", CountPerBundle()) |
                 CombineGlobally("SumOfSums", SumFn<std::int64_t>());
        default:
          return Flatten("Both", from, live[random() % live.size()]);
      }
    };
    live.push_back(in | Composite(label, expand));
  }
  return testing::Collect("Out", Flatten("All", live));
}

std::vector<std::int64_t> ResultOf(std::uint64_t seed, const DirectOptions& options) {
  Pipeline p;
  auto out = BuildRandom(p, seed);
  const PipelineResult result = RunPipeline(p, options);
  EXPECT_EQ(result.state, JobState::kDone) << (result.error ? result.error->what() : "");
  std::vector<std::int64_t> values = out->values();
  std::sort(values.begin(), values.end());
  return values;
}

TEST(Differential, RandomPipelinesGiveTheSameMultisetHoweverTheyRun) {
  std::size_t elements = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const auto expected = ResultOf(seed, {.direct_num_workers = 1});
    elements += expected.size();
    ASSERT_EQ(ResultOf(seed, {.direct_num_workers = 4}), expected) << "4 workers, seed " << seed;
    ASSERT_EQ(ResultOf(seed, {.direct_num_workers = 3, .direct_encode_every_edge = true}), expected)
        << "every edge encoded, seed " << seed;
    ASSERT_EQ(ResultOf(seed, {.direct_num_workers = 2, .direct_memory_limit = "1KB"}), expected)
        << "groups on disk, seed " << seed;
  }
  EXPECT_GT(elements, 10000U);
}

TEST(Differential, RowsSurviveEveryEdge) {
  for (bool encode : {false, true}) {
    Pipeline p;
    auto out = testing::Collect(
        "Out", p | Create("Numbers", {1, 2, 3}) |
                   Map("Row",
                       [](int n) {
                         return Reading{"s\n\xff" + std::to_string(n),
                                        n == 2 ? std::nullopt : std::optional(n / 4.0),
                                        std::vector<std::int64_t>(n, -n)};
                       }) |
                   Reshuffle() | Map("Text", [](const Reading& r) { return Describe(r); }));
    RunPipeline(p, {.direct_encode_every_edge = encode});
    EXPECT_EQ(std::count(out->values().begin(), out->values().end(),
                         "{sensor: \"s\\n\xff"
                         "2\", value: null, history: [-2, -2]}"),
              1);
    EXPECT_EQ(out->values().size(), 3U);
  }
}

}  // namespace
}  // namespace beam::direct
