#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "beam/exec/element_type.h"

namespace beam::exec {
namespace {

using Pair = KV<std::string, std::int64_t>;
using Elements = std::vector<Element<Pair>>;

struct Kept final : Receiver<Pair> {
  void Receive(Element<Pair>&& element) override { elements.push_back(std::move(element)); }
  Elements elements;
};

struct Sent final : WireOutput {
  void Send(std::string& bytes) override { blocks.push_back(std::move(bytes)); }
  std::vector<std::string> blocks;
};

Elements ThroughTheWire(const Elements& elements, WindowCoder window_coder) {
  const TypedElementType<Pair> type;
  Sent sent;
  auto writer = type.MakeWriter(window_coder, sent);
  for (const auto& element : elements) static_cast<Receiver<Pair>&>(*writer).ReceiveCopy(element);
  sent.Flush();
  Kept kept;
  auto reader = type.MakeReader(window_coder, nullptr, kept);
  for (const std::string& block : sent.blocks) {
    for (ByteReader in(block); in.remaining() > 0;) reader->Read(in);
  }
  return kept.elements;
}

void ExpectSame(const Elements& a, const Elements& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].value, b[i].value) << i;
    EXPECT_EQ(a[i].timestamp, b[i].timestamp) << i;
    EXPECT_EQ(a[i].windows, b[i].windows) << i;
  }
}

TEST(ElementWire, ElementsOfTheGlobalWindowComeBack) {
  const Elements elements = {{{"a", 1}}, {{"b", -2}, Timestamp{5000}}, {{"", 3}, Timestamp{5000}}};
  ExpectSame(ThroughTheWire(elements, WindowCoder::kGlobal), elements);
}

TEST(ElementWire, WindowsAndPanesComeBackWhereNeighboursDiffer) {
  const Window first{Timestamp{0}, Timestamp{10'000'000}};
  const Window second{Timestamp{5'000'000}, Timestamp{15'000'000}};
  const Pane pane{
      .is_first = false, .timing = PaneTiming::kLate, .index = 3, .nonspeculative_index = 2};
  const Elements elements = {{{"a", 1}, Timestamp{0}, Windows({first})},
                             {{"b", 2}, Timestamp{0}, Windows({first, second})},
                             {{"c", 3}, Timestamp{0}, Windows({first}, pane)},
                             {{"d", 4}, Timestamp{1000}, Windows({first}, pane)}};
  ExpectSame(ThroughTheWire(elements, WindowCoder::kInterval), elements);
}

TEST(ElementWire, OutputGoesOffWhenItIsMuch) {
  const TypedElementType<std::string> type;
  Sent sent;
  auto writer = type.MakeWriter(WindowCoder::kGlobal, sent);
  for (int i = 0; i < 100; ++i) {
    static_cast<Receiver<std::string>&>(*writer).Receive({std::string(100'000, 'x')});
  }
  EXPECT_GT(sent.blocks.size(), 8U);
  for (const std::string& block : sent.blocks) EXPECT_LT(block.size(), (1U << 20) + 100'100U);
}

TEST(ElementWire, BytesThatAreNoElementAreDataLoss) {
  const TypedElementType<Pair> type;
  Kept kept;
  auto reader = type.MakeReader(WindowCoder::kGlobal, nullptr, kept);
  for (const std::string& bytes :
       {std::string("\x80", 1), std::string(13, '\0'), std::string("no element at all")}) {
    ByteReader in(bytes);
    EXPECT_THROW(reader->Read(in), Error);
  }
  EXPECT_TRUE(kept.elements.empty());
}

TEST(ElementWire, ElementsAreCountedAndSomeMeasured) {
  const TypedElementType<Pair> type;
  Kept kept;
  ElementCount count;
  auto counter = type.MakeCounter(count, kept);
  for (int i = 0; i < 1000; ++i) {
    static_cast<Receiver<Pair>&>(*counter).Receive({{"key", i % 100}});
  }
  EXPECT_EQ(count.elements, 1000);
  EXPECT_EQ(kept.elements.size(), 1000U);
  EXPECT_GT(count.bytes.count, 10);
  EXPECT_LT(count.bytes.count, 200);
  EXPECT_EQ(count.bytes.min, 5);  // A length, three letters and a small number.
  EXPECT_EQ(count.bytes.max, 5);
}

}  // namespace
}  // namespace beam::exec
