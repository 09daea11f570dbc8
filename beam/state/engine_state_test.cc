// State that an engine keeps: what one bundle leaves, the next one finds.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "beam/pipeline/combine/combine_fn.h"
#include "beam/state/bag_state.h"
#include "beam/state/combining_state.h"
#include "beam/state/map_state.h"
#include "beam/state/ordered_list_state.h"
#include "beam/state/set_state.h"
#include "beam/state/value_state.h"
#include "beam/testing/memory_chunk_store.h"

namespace beam {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// An engine's bag, whose pages are small.
struct Kept {
  std::string bytes;
  int reads = 0;
  int appends = 0;
  int clears = 0;
};

class Pages final : public StatePages {
 public:
  explicit Pages(std::string bytes) : bytes_(std::move(bytes)) {}
  Page Read(const std::string&, const std::string& continuation) const override {
    constexpr std::size_t kPage = 5;
    const std::size_t at = continuation.empty() ? 0 : std::stoul(continuation);
    const bool is_last = at + kPage >= bytes_.size();
    return {bytes_.substr(at, kPage), is_last ? "" : std::to_string(at + kPage)};
  }

 private:
  const std::string bytes_;
};

class KeptBag final : public EngineBag {
 public:
  explicit KeptBag(Kept& kept) : kept_(kept) {}
  std::shared_ptr<const StatePages> Read() override {
    ++kept_.reads;
    return std::make_shared<Pages>(kept_.bytes);
  }
  void Append(std::string entries) override {
    ++kept_.appends;
    kept_.bytes += entries;
  }
  void Clear() override {
    ++kept_.clears;
    kept_.bytes.clear();
  }

 private:
  Kept& kept_;
};

/// A field of an engine that has bags only.
class Field final : public EngineField {
 public:
  explicit Field(Kept& kept) : kept_(kept) {}
  std::unique_ptr<EngineBag> Bag() override { return std::make_unique<KeptBag>(kept_); }
  std::unique_ptr<StateMap> Map(ChunkStore&) override { return nullptr; }
  std::unique_ptr<StateList> OrderedList() override { return nullptr; }

 private:
  Kept& kept_;
};

class EngineStateTest : public ::testing::Test {
 protected:
  /// Uses `state` as one bundle does.
  template <class State, class Use>
  void InABundle(State& state, const Use& use) {
    Field field(kept_);
    state.Open(store_, &field);
    use();
    state.Save();
    state.Close();
  }

  testing::MemoryChunkStore store_{1 << 20, 1 << 20};
  Kept kept_;
};

template <class T>
std::vector<T> All(const Iterable<T>& values) {
  return {values.begin(), values.end()};
}

TEST_F(EngineStateTest, AValueIsThereInTheNextBundle) {
  ValueState<std::string> value;
  InABundle(value, [&] {
    EXPECT_EQ(value.Read(), std::nullopt);
    value.Write("a long value of some pages");
  });
  InABundle(value, [&] { EXPECT_EQ(value.Read(), "a long value of some pages"); });
  InABundle(value, [&] { value.Clear(); });
  InABundle(value, [&] { EXPECT_EQ(value.Read(), std::nullopt); });
  EXPECT_EQ(kept_.appends, 1);
  EXPECT_EQ(kept_.clears, 2);
}

TEST_F(EngineStateTest, AValueThatIsOnlyWrittenIsNotRead) {
  ValueState<int> value;
  InABundle(value, [&] { value.Write(1); });
  EXPECT_EQ(kept_.reads, 0);
}

TEST_F(EngineStateTest, StateThatIsOnlyReadIsNotWritten) {
  ValueState<int> value;
  BagState<int> bag;
  MapState<int, int> map;
  InABundle(value, [&] { value.Read(); });
  InABundle(bag, [&] { bag.Read(); });
  InABundle(map, [&] { map.Get(1); });
  EXPECT_EQ(kept_.appends + kept_.clears, 0);
  EXPECT_EQ(kept_.reads, 3);
}

TEST_F(EngineStateTest, ABagGrowsFromBundleToBundle) {
  BagState<std::string> bag;
  InABundle(bag, [&] {
    bag.Add("a");
    EXPECT_THAT(All(bag.Read()), ElementsAre("a"));
    bag.Add("b");
    EXPECT_THAT(All(bag.Read()), ElementsAre("a", "b"));
  });
  InABundle(bag, [&] { bag.Add("c"); });
  EXPECT_EQ(kept_.reads, 1) << "adding takes no reading";
  InABundle(bag, [&] {
    EXPECT_THAT(All(bag.Read()), ElementsAre("a", "b", "c"));
    bag.Clear();
    bag.Add("d");
  });
  InABundle(bag, [&] { EXPECT_THAT(All(bag.Read()), ElementsAre("d")); });
}

TEST_F(EngineStateTest, ASumGoesOn) {
  CombiningState<SumFn<std::int64_t>> sum;
  for (int i = 1; i <= 4; ++i) InABundle(sum, [&] { sum.Add(i); });
  InABundle(sum, [&] {
    EXPECT_EQ(sum.Read(), 10);
    sum.Clear();
  });
  InABundle(sum, [&] { EXPECT_TRUE(sum.IsEmpty()); });
}

TEST_F(EngineStateTest, AMapKeepsWhatWasPutLast) {
  MapState<std::string, int> map;
  InABundle(map, [&] {
    map.Put("a", 1);
    map.Put("b", 2);
  });
  EXPECT_EQ(kept_.reads, 0) << "putting takes no reading";
  InABundle(map, [&] {
    EXPECT_EQ(map.Get("a"), 1);
    map.Put("a", 3);
    map.Remove("b");
    EXPECT_EQ(map.Get("b"), std::nullopt);
  });
  InABundle(map, [&] {
    EXPECT_EQ(map.Get("a"), 3);
    EXPECT_FALSE(map.Contains("b"));
    EXPECT_EQ(All(map.Keys()).size(), 1U);
  });
}

TEST_F(EngineStateTest, AMapThatIsOverwrittenAgainAndAgainStaysSmall) {
  MapState<int, int> map;
  for (int i = 0; i < 2000; ++i) {
    InABundle(map, [&] { map.Put(i % 3, map.Get(i % 3).value_or(0) + 1); });
  }
  EXPECT_LT(kept_.bytes.size(), 2000U);
  InABundle(map, [&] { EXPECT_EQ(map.Get(0), 667); });
}

TEST_F(EngineStateTest, ASetHasEachValueOnce) {
  SetState<int> set;
  InABundle(set, [&] { set.Add(1); });
  InABundle(set, [&] {
    set.Add(1);
    set.Add(2);
  });
  InABundle(set, [&] {
    EXPECT_THAT(All(set.Read()), ElementsAre(1, 2));
    set.Clear();
  });
  InABundle(set, [&] { EXPECT_THAT(All(set.Read()), IsEmpty()); });
}

TEST_F(EngineStateTest, AnOrderedListKeepsEqualTimesInTheirOrder) {
  OrderedListState<std::string> list;
  InABundle(list, [&] { list.Add(Timestamp{5}, "first"); });
  InABundle(list, [&] { list.Add(Timestamp{5}, "second"); });
  InABundle(list, [&] { list.Add(Timestamp{1}, "before"); });
  InABundle(list, [&] {
    std::vector<std::string> values;
    for (const auto& value : list.Read()) values.push_back(value.value);
    EXPECT_THAT(values, ElementsAre("before", "first", "second"));
  });
}

TEST_F(EngineStateTest, AnEntryThatNobodyWroteIsDataLoss) {
  kept_.bytes = std::string("\x01?", 2);
  MapState<int, int> map;
  Field field(kept_);
  map.Open(store_, &field);
  EXPECT_THROW(map.Get(1), Error);
}

}  // namespace
}  // namespace beam
