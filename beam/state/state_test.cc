#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "beam/base/error.h"
#include "beam/coders/coders.h"
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
using testing::MemoryChunkStore;

template <class T>
std::vector<T> All(const Iterable<T>& values) {
  return {values.begin(), values.end()};
}

Timestamp At(std::int64_t seconds) {
  return Timestamp{} + Seconds(seconds);
}

/// Runs a test with all in memory, and with everything in the store.
class StateTest : public ::testing::TestWithParam<std::size_t> {
 protected:
  MemoryChunkStore store_{GetParam(), GetParam()};
};
INSTANTIATE_TEST_SUITE_P(InMemoryAndInTheStore, StateTest, ::testing::Values(1 << 20, 1));

TEST_P(StateTest, AValueIsReadAsItWasWritten) {
  ValueState<std::string> value;
  value.Open(store_);
  EXPECT_EQ(value.Read(), std::nullopt);
  value.Write("a");
  value.Write("b");
  EXPECT_EQ(value.Read(), "b");
  value.Clear();
  EXPECT_EQ(value.Read(), std::nullopt);
}

TEST_P(StateTest, ABagKeepsEverythingInOrder) {
  BagState<std::string> bag;
  bag.Open(store_);
  EXPECT_TRUE(bag.IsEmpty());
  bag.Add("x");
  const Iterable<std::string> before = bag.Read();
  bag.Add("y");
  bag.Add("x");
  EXPECT_THAT(All(bag.Read()), ElementsAre("x", "y", "x"));
  EXPECT_THAT(All(before), ElementsAre("x")) << "what was read does not change";
  bag.Clear();
  EXPECT_THAT(All(bag.Read()), IsEmpty());
  EXPECT_THAT(All(before), ElementsAre("x"));
}

TEST_P(StateTest, ABagKeepsValuesThatHaveNoBytes) {
  struct Nothing {
    bool operator==(const Nothing&) const = default;
  };
  BagState<Nothing> bag;
  bag.Open(store_);
  for (int i = 0; i < 5; ++i) bag.Add({});
  EXPECT_EQ(All(bag.Read()).size(), 5U);
}

TEST_P(StateTest, ASetHasEachValueOnce) {
  SetState<int> set;
  set.Open(store_);
  for (const int value : {3, 1, 3, 2, 1}) set.Add(value);
  set.Remove(2);
  set.Remove(7);
  EXPECT_THAT(All(set.Read()), ElementsAre(1, 3));
  EXPECT_TRUE(set.Contains(3));
  EXPECT_FALSE(set.Contains(2));
  set.Clear();
  EXPECT_TRUE(set.IsEmpty());
}

TEST_P(StateTest, AMapHasTheLastValueOfEachKey) {
  MapState<std::string, int> map;
  map.Open(store_);
  map.Put("b", 1);
  map.Put("a", 2);
  map.Put("b", 3);
  map.Put("gone", 4);
  map.Remove("gone");
  EXPECT_EQ(map.Get("b"), 3);
  EXPECT_EQ(map.Get("gone"), std::nullopt);
  EXPECT_TRUE(map.Contains("a"));
  EXPECT_THAT(All(map.Keys()), ElementsAre("a", "b"));
  EXPECT_THAT(All(map.Entries()),
              ElementsAre(KV<std::string, int>{"a", 2}, KV<std::string, int>{"b", 3}));
  map.Clear();
  EXPECT_TRUE(map.IsEmpty());
}

TEST_P(StateTest, AnOrderedListIsInTheOrderOfTime) {
  OrderedListState<std::string> list;
  list.Open(store_);
  list.Add(At(5), "e");
  list.Add(At(-3), "a");
  list.Add(At(5), "f");
  list.Add(kMinTimestamp, "first");
  list.Add(kMaxTimestamp, "last");
  const auto texts = [](const Iterable<TimestampedValue<std::string>>& values) {
    std::vector<std::string> all;
    for (const TimestampedValue<std::string>& value : values) all.push_back(value.value);
    return all;
  };
  EXPECT_THAT(texts(list.Read()), ElementsAre("first", "a", "e", "f", "last"));
  EXPECT_THAT(texts(list.ReadRange(At(-3), At(5))), ElementsAre("a"));
  EXPECT_EQ(All(list.ReadRange(At(-3), At(5)))[0].timestamp, At(-3));
  list.ClearRange(At(-3), At(5));
  EXPECT_THAT(texts(list.Read()), ElementsAre("first", "e", "f", "last"));
  list.ClearRange(At(0), std::nullopt);
  EXPECT_THAT(texts(list.Read()), ElementsAre("first"));
}

struct Average {
  struct Acc {
    double sum = 0;
    std::int64_t count = 0;
  };
  Acc CreateAccumulator() const { return {}; }
  void AddInput(Acc& acc, double value) const {
    acc.sum += value;
    ++acc.count;
  }
  void MergeAccumulators(Acc& into, const Acc& other) const {
    into.sum += other.sum;
    into.count += other.count;
  }
  double ExtractOutput(const Acc& acc) const {
    return acc.count == 0 ? -1 : acc.sum / static_cast<double>(acc.count);
  }
};

TEST_P(StateTest, CombiningFoldsWhatIsAdded) {
  CombiningState<Average> average;
  average.Open(store_);
  EXPECT_EQ(average.Read(), -1);
  EXPECT_TRUE(average.IsEmpty());
  average.Add(1.0);
  average.Add(4.0);
  EXPECT_EQ(average.Read(), 2.5);
  average.Clear();
  EXPECT_EQ(average.Read(), -1);
}

TEST_P(StateTest, EachKeyBeginsEmptyAndLeavesNothing) {
  BagState<int> bag;
  MapState<int, int> map;
  OrderedListState<int> list;
  ValueState<int> value;
  for (int key = 0; key < 3; ++key) {
    bag.Open(store_);
    map.Open(store_);
    list.Open(store_);
    value.Open(store_);
    EXPECT_TRUE(bag.IsEmpty() && map.IsEmpty() && list.IsEmpty() && !value.Read().has_value());
    for (int i = 0; i < 10; ++i) {
      bag.Add(i);
      map.Put(i, i);
      list.Add(At(i), i);
      value.Write(i);
    }
  }
  bag.Close();
  map.Close();
  list.Close();
  value.Close();
  EXPECT_EQ(store_.chunks_alive(), 0);
}

TEST(State, IsRefusedOutsideOfItsDoFn) {
  ValueState<int> value;
  EXPECT_THROW(value.Read(), Error);
  EXPECT_THROW(value.Write(1), Error);
  EXPECT_THROW(BagState<int>().Add(1), Error);
  EXPECT_THROW(BagState<int>().Clear(), Error);
  EXPECT_THROW((MapState<int, int>().Get(1)), Error);
  EXPECT_THROW(SetState<int>().Read(), Error);
  EXPECT_THROW(OrderedListState<int>().ClearRange(At(0), std::nullopt), Error);
  EXPECT_THROW(CombiningState<Average>().Read(), Error);
}

}  // namespace
}  // namespace beam
