#include "beam/pipeline/combine/precombine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace beam::internal {
namespace {

using ::testing::UnorderedElementsAre;

/// What a precombining DoFn puts out, in the order of its coming.
template <class K, class Acc>
class Outputs final : public exec::Receiver<KV<K, Acc>> {
 public:
  void Receive(Element<KV<K, Acc>>&& element) override { seen.push_back(std::move(element)); }

  std::vector<Element<KV<K, Acc>>> seen;
  const exec::Origin origin;
  Emitter<KV<K, Acc>> emitter{*this, origin};
};

Windowing Combining(TimestampCombiner combiner) {
  Windowing windowing;
  windowing.timestamp_combiner = combiner;
  return windowing;
}

Windows At(std::int64_t start) {
  return Windows({Window{{start}, {start + 10}}});
}

Element<KV<std::string, std::int64_t>> Text(std::string key, std::int64_t value,
                                            std::int64_t micros, const Windows& windows) {
  Element<KV<std::string, std::int64_t>> element;
  element.value.key = std::move(key);
  element.value.value = value;
  element.timestamp = {micros};
  element.windows = windows;
  return element;
}

using Seen = std::tuple<std::string, std::int64_t, std::int64_t, std::int64_t>;

TEST(PrecombineTest, FoldsByKeyAndWindowAndCombinesTimestamps) {
  for (const auto combiner : {TimestampCombiner::kEarliest, TimestampCombiner::kLatest}) {
    PrecombineFn<std::string, std::int64_t, SumFn<std::int64_t>> fn({}, Combining(combiner), false);
    Outputs<std::string, std::int64_t> outputs;
    fn.StartBundle();
    const Windows both({Window{{0}, {10}}, Window{{5}, {15}}});
    fn.Process(Text("a", 1, 3, At(0)), outputs.emitter);
    fn.Process(Text("b", 2, 4, At(0)), outputs.emitter);
    fn.Process(Text("a", 4, 7, both), outputs.emitter);
    fn.Process(Text("a", 8, 5, At(0)), outputs.emitter);
    EXPECT_TRUE(outputs.seen.empty());
    fn.FinishBundle(outputs.emitter);
    std::vector<Seen> seen;
    for (const auto& element : outputs.seen) {
      ASSERT_EQ(element.windows.all().size(), 1U);
      seen.emplace_back(element.value.key, element.value.value, element.timestamp.micros,
                        element.windows.all()[0].start.micros);
    }
    const std::int64_t of_a = combiner == TimestampCombiner::kEarliest ? 3 : 7;
    EXPECT_THAT(
        seen, UnorderedElementsAre(Seen("a", 13, of_a, 0), Seen("b", 2, 4, 0), Seen("a", 4, 7, 5)));
  }
}

struct Place {
  std::string country;
  int zip = 0;
};

TEST(PrecombineTest, KeysAreEqualWhenTheirBytesAre) {
  PrecombineFn<Place, int, CountFn<int>> fn({}, Windowing(), false);
  Outputs<Place, std::int64_t> outputs;
  fn.StartBundle();
  for (int i = 0; i < 3000; ++i) {
    fn.Process({{{i % 2 == 0 ? "de" : "fr", i % 1000}, i}}, outputs.emitter);
  }
  fn.FinishBundle(outputs.emitter);
  ASSERT_EQ(outputs.seen.size(), 1000U);
  for (const auto& element : outputs.seen) {
    EXPECT_EQ(element.value.value, 3);
    EXPECT_EQ(element.value.key.country, element.value.key.zip % 2 == 0 ? "de" : "fr");
  }
}

/// All values, one behind the other.
struct JoinFn {
  std::string CreateAccumulator() const { return {}; }
  void AddInput(std::string& joined, const std::string& value) const { joined += value; }
  void MergeAccumulators(std::string& into, const std::string& other) const { into += other; }
  std::string ExtractOutput(const std::string& joined) const { return joined; }
};

TEST(PrecombineTest, HoldsFewMegabytesHoweverLargeAccumulatorsBecome) {
  PrecombineFn<int, std::string, JoinFn> fn({}, Windowing(), false);
  Outputs<int, std::string> outputs;
  fn.StartBundle();
  for (int i = 0; i < 100; ++i) fn.Process({{i % 2, std::string(1 << 20, 'x')}}, outputs.emitter);
  fn.FinishBundle(outputs.emitter);
  std::size_t bytes = 0;
  for (const auto& element : outputs.seen) {
    bytes += element.value.value.size();
    EXPECT_LE(element.value.value.size(), 16U << 20);
  }
  EXPECT_EQ(bytes, 100U << 20);
}

TEST(PrecombineTest, ForgetsABundleThatFailed) {
  PrecombineFn<int, std::int64_t, SumFn<std::int64_t>> fn({}, Windowing(), false);
  Outputs<int, std::int64_t> outputs;
  fn.StartBundle();
  for (int key = 0; key < 100; ++key) fn.Process({{key, 1}}, outputs.emitter);
  fn.StartBundle();
  fn.Process({{7, 2}}, outputs.emitter);
  fn.FinishBundle(outputs.emitter);
  ASSERT_EQ(outputs.seen.size(), 1U);
  EXPECT_EQ(outputs.seen[0].value.key, 7);
  EXPECT_EQ(outputs.seen[0].value.value, 2);
}

}  // namespace
}  // namespace beam::internal
