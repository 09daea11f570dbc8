#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "beam/coders/coders.h"
#include "beam/exec/element_type.h"
#include "beam/exec/grouping.h"
#include "beam/exec/par_do_operator.h"

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

struct Pass {
  void Process(Tracked value, Emitter<Tracked>& out) { out(std::move(value)); }
};

TEST(ParDoOperator, MovesAnElementThatIsTakenByValue) {
  Sink<Tracked> sink;
  ReceiverBase* outputs[] = {&sink};
  BundleMetrics metrics(1);
  ParDoOperator<Pass> op({0, "Pass"}, Pass(), outputs);
  op.StartBundle(metrics);
  op.Receive({});
  EXPECT_EQ(sink.seen[0].copies, 0);
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
  void Put(std::size_t, std::unique_ptr<GroupingBlock> block) override {
    grouping.Add(std::move(block));
  }
  TypedGrouping<std::string, int> grouping;
};

TEST(Grouping, GathersTheValuesOfEqualEncodedKeys) {
  OnePartition partition;
  GroupByKeyWriter<std::string, int> writer(4, partition);
  for (int i = 0; i < 5000; ++i) writer.Receive({{std::to_string(i % 7), i}});
  writer.FinishBundle();
  auto groups = partition.grouping.TakeGroups();
  ASSERT_EQ(groups->size(), 7U);
  Sink<KV<std::string, Iterable<int>>> sink;
  auto front = groups->TakeFront(3);
  while (front->size() > 0) front->FeedNext(sink);
  while (groups->size() > 0) groups->FeedNext(sink);
  std::map<std::string, std::size_t> sizes;
  for (const auto& group : sink.seen) sizes[group.key] = group.value.size();
  EXPECT_EQ(sizes.size(), 7U);
  EXPECT_EQ(sizes["0"], 715U);
  EXPECT_EQ(sizes["6"], 714U);
  EXPECT_EQ(partition.grouping.TakeGroups(), nullptr);
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
  buffer.FeedNext(sink);
  EXPECT_EQ(buffer.bytes(), 0U);
}

}  // namespace
}  // namespace beam::exec
