#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include <string>

#include "beam/coders/coders.h"
#include "beam/exec/element_type.h"
#include "beam/exec/grouping/typed_grouping.h"
#include "beam/exec/par_do_operator.h"
#include "beam/testing/memory_chunk_store.h"

namespace beam::exec {
namespace {

template <class T>
struct Sink final : Receiver<T> {
  void Receive(Element<T>&& element) override { seen.push_back(std::move(element.value)); }
  std::vector<T> seen;
};

/// Counts how often it is copied.
struct Tracked {
  Tracked() = default;
  Tracked(const Tracked& other) : copies(other.copies + 1) {}
  Tracked(Tracked&&) = default;
  Tracked& operator=(const Tracked&) = default;
  Tracked& operator=(Tracked&&) = default;
  int copies = 0;
};

TEST(Tee, CopiesOnlyForTheSecondConsumerOn) {
  Sink<Tracked> one;
  Tee<Tracked>({&one}).Receive({});
  EXPECT_EQ(one.seen[0].copies, 0);
  Sink<Tracked> two;
  Tee<Tracked>({&one, &two}).Receive({});
  EXPECT_EQ(one.seen[1].copies, 1);
  EXPECT_EQ(two.seen[0].copies, 0);
  Tee<Tracked>({}).Receive({});
}

TEST(Tee, CopiesWhatStaysTheCallersForEachWhoKeepsIt) {
  Sink<Tracked> one;
  Sink<Tracked> two;
  const Element<Tracked> element;
  Tee<Tracked>({&one, &two}).ReceiveCopy(element);
  EXPECT_EQ(one.seen[0].copies, 1);
  EXPECT_EQ(two.seen[0].copies, 1);
}

struct Pass {
  void Process(Tracked value, Emitter<Tracked>& out) { out(std::move(value)); }
};

/// Changes what it is given.
struct Mark {
  void Process(Tracked& value, Emitter<Tracked>& out) const {
    value.copies += 10;
    out(std::move(value));
  }
};

struct Look {
  void Process(const Tracked& value, Emitter<int>& out) const { out(value.copies); }
};

struct LookAtAll {
  void Process(const Element<Tracked>& element, Emitter<Tracked>& out) const {
    out.EmitCopy(element);
  }
};

/// Gives `fn` an element to move from, and then one that stays the test's; returns what comes out.
template <class Out, class Fn>
std::vector<Out> GiveTwo(Fn fn) {
  Sink<Out> sink;
  ReceiverBase* outputs[] = {&sink};
  BundleMetrics metrics(1);
  testing::MemoryChunkStore store(1 << 20, 1 << 20);
  BundleContext bundle{metrics, store};
  ParDoOperator<Fn> op({0, "Step"}, fn, outputs);
  op.StartBundle(bundle);
  op.Receive({});
  const Element<Tracked> kept;
  op.ReceiveCopy(kept);
  op.FinishBundle();
  EXPECT_EQ(kept.value.copies, 0);
  return std::move(sink.seen);
}

TEST(ParDoOperator, MovesAnElementThatIsTakenByValue) {
  const auto seen = GiveTwo<Tracked>(Pass());
  EXPECT_EQ(seen[0].copies, 0);
  EXPECT_EQ(seen[1].copies, 1) << "the caller's own was moved away";
}

TEST(ParDoOperator, ChangesNoElementThatStaysTheCallers) {
  const auto seen = GiveTwo<Tracked>(Mark());
  EXPECT_EQ(seen[0].copies, 10);
  EXPECT_EQ(seen[1].copies, 11);
}

TEST(ParDoOperator, CopiesNothingThatIsOnlyLookedAt) {
  EXPECT_EQ(GiveTwo<int>(Look()), (std::vector<int>{0, 0}));
  const auto seen = GiveTwo<Tracked>(LookAtAll());
  EXPECT_EQ(seen[0].copies, 1) << "the sink keeps it";
  EXPECT_EQ(seen[1].copies, 1);
}

struct Broken {
  std::string text;
};
}  // namespace
}  // namespace beam::exec

namespace beam {
template <>
struct Coder<exec::Broken> {
  static void Encode(const exec::Broken&, ByteWriter&) {}
  static exec::Broken Decode(ByteReader&) { throw Error(ErrorCode::kDataLoss, "cannot read it"); }
};
}  // namespace beam

namespace beam::exec {
namespace {

TEST(RoundTrip, ABrokenCoderIsNamedWithItsStep) {
  Sink<Broken> sink;
  RoundTrip<Broken> round_trip("Load", sink);
  try {
    round_trip.Receive({Broken{"x"}});
    FAIL() << "the coder's failure was lost";
  } catch (const StepError& error) {
    EXPECT_EQ(error.message(),
              "step \"Load\" failed where its output goes through its coder: cannot read it");
  }
}

struct OnePartition final : GroupingSink {
  void Put(std::size_t, std::string more) override { records += more; }
  std::string records;
};

struct GroupsSeen final : BufferSink, Receiver<KV<std::string, Iterable<int>>> {
  void Put(std::unique_ptr<Buffer> buffer) override {
    for (std::size_t i = 0; i < buffer->size(); ++i) buffer->Feed(i, *this);
  }
  void Receive(Element<KV<std::string, Iterable<int>>>&& element) override {
    EXPECT_EQ(element.timestamp, kEndOfGlobalWindow);
    groups.push_back(std::move(element.value));
  }
  std::vector<KV<std::string, Iterable<int>>> groups;
};

TEST(Grouping, GathersTheValuesOfEqualEncodedKeys) {
  OnePartition partition;
  const TypedGroupingFactory<std::string, int> factory(std::make_shared<Windowing>());
  const auto writer = factory.MakeWriter(1, partition);
  for (int i = 0; i < 5000; ++i) {
    static_cast<Receiver<KV<std::string, int>>&>(writer->input())
        .Receive({{std::to_string(i % 7), i}});
  }
  writer->FinishBundle();
  std::vector<ShuffleRecord> records;
  for (std::size_t at = 0; at < partition.records.size(); at += SizeOf(records.back())) {
    records.push_back(ReadRecord(partition.records.data() + at));
  }
  ASSERT_EQ(records.size(), 5000U);
  std::stable_sort(records.begin(), records.end());
  testing::MemoryChunkStore store(1 << 20, 1 << 20);
  GroupsSeen seen;
  const auto reader = factory.MakeReader(store, seen);
  for (const ShuffleRecord& record : records) reader->Add(record);
  reader->Finish();
  EXPECT_EQ(store.chunks_kept(), 0) << "a small group needs no store";
  ASSERT_EQ(seen.groups.size(), 7U);
  for (const auto& group : seen.groups) {
    EXPECT_EQ(group.value.size(), group.key < "2" ? 715U : 714U) << group.key;
    for (const int value : group.value) EXPECT_EQ(std::to_string(value % 7), group.key);
  }
}

TEST(ElementBuffer, CountsTheBytesItHolds) {
  ElementBuffer<std::string> buffer;
  buffer.Add({std::string(1000, 'x')});
  buffer.Add({std::string(10, 'x')});
  EXPECT_GT(buffer.bytes(), 1010U);
  auto front = buffer.TakeFront(1);
  EXPECT_GT(front->bytes(), 1000U);
  EXPECT_LT(buffer.bytes(), 100U);
  Sink<std::string> sink;
  buffer.Feed(0, sink);
  buffer.Feed(0, sink);
  EXPECT_EQ(sink.seen, std::vector<std::string>(2, std::string(10, 'x'))) << "feeding is copying";
}

}  // namespace
}  // namespace beam::exec
