#include "beam/coders/iterable_coder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "beam/coders/coders.h"
#include "beam/coders/model/state_backed_iterable_coder.h"

namespace beam {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;

/// A value without any bytes.
struct Nothing {
  Nothing() {}
};

/// `num_chunks` chunks of 1000 numbers, of which it tells how many were read at most at a time.
class ManyNumbers final : public IterableChunks<std::int64_t> {
 public:
  explicit ManyNumbers(std::size_t num_chunks, std::size_t size)
      : num_chunks_(num_chunks), size_(size) {}

  std::size_t size() const override { return size_; }
  std::vector<std::int64_t> ReadChunk(std::size_t chunk) const override {
    if (chunk >= num_chunks_) return {};
    std::vector<std::int64_t> numbers(1000);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] = static_cast<std::int64_t>(chunk * numbers.size() + i);
    }
    return numbers;
  }

 private:
  std::size_t num_chunks_;
  std::size_t size_;
};

}  // namespace

template <>
struct Coder<Nothing> {
  static void Encode(const Nothing&, ByteWriter&) {}
  static Nothing Decode(ByteReader&) { return {}; }
};

namespace {

TEST(IterableCoder, ReadsBlocksOfUnknownLength) {
  EXPECT_THAT(Decode<std::vector<bool>>("\xff\xff\xff\xff\x02\x01\0\x01\x01\0"s),
              ElementsAre(true, false, true));
  EXPECT_THAT((Decode<std::array<bool, 1>>("\xff\xff\xff\xff\x01\x01\0"s)), ElementsAre(true));
  EXPECT_TRUE(Decode<std::vector<bool>>("\xff\xff\xff\xff\0"s).empty());
}

TEST(IterableCoder, WhatIsNoListIsDataLoss) {
  for (const std::string& bytes :
       {"\x80\0\0\0"s, "\xff\xff\xff\xfe"s, "\xff\xff\xff\xff"s, "\xff\xff\xff\xff\x01\x01"s,
        "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s, "\0\0\0\x02\x01"s,
        "\xff\xff\xff\xff\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01"s, "\x7f\xff\xff\xff\x01"s}) {
    EXPECT_THROW(Decode<std::vector<bool>>(bytes), Error);
    EXPECT_THROW(Decode<Iterable<bool>>(bytes), Error);
    EXPECT_THROW((Decode<std::map<bool, bool>>(bytes)), Error);
  }
  EXPECT_THROW((Decode<std::array<bool, 2>>("\0\0\0\x01\x01"s)), Error);
  EXPECT_THROW((Decode<std::array<bool, 1>>("\0\0\0\x02\x01\x01"s)), Error);
}

TEST(IterableCoder, ItemsWithoutBytesDoNotFillTheMemory) {
  EXPECT_EQ(Decode<std::vector<Nothing>>(Encode(std::vector<Nothing>(1000))).size(), 1000U);
  EXPECT_THROW(Decode<std::vector<Nothing>>("\x7f\xff\xff\xff"s), Error);
  EXPECT_THROW(Decode<Iterable<Nothing>>("\x7f\xff\xff\xff"s), Error);
  std::string many_lists = "\0\0\x10\0"s;
  for (int i = 0; i < 0x1000; ++i) many_lists += "\0\x10\0\0"s;
  EXPECT_THROW(Decode<std::vector<std::vector<Nothing>>>(many_lists), Error);
}

TEST(IterableCoder, ALongListStaysEncodedAndIsReadInChunks) {
  const Iterable<std::int64_t> numbers(std::make_shared<ManyNumbers>(2000, 2'000'000));
  const std::string bytes = Encode(numbers);
  ByteReader reader(bytes);
  const auto decoded = Coder<Iterable<std::int64_t>>::Decode(reader);
  EXPECT_EQ(reader.remaining(), 0U);
  EXPECT_EQ(decoded.size(), 2'000'000U);
  EXPECT_LT(decoded.ApproximateBytes(), bytes.size() + 1000);  // Not 8 bytes each.
  EXPECT_TRUE(std::ranges::equal(decoded, numbers));
  EXPECT_TRUE(std::ranges::equal(decoded, numbers));
  EXPECT_EQ(Encode(decoded), bytes);
}

TEST(IterableCoder, AShortListHasTheSameBytesHoweverItIsKept) {
  const Iterable<std::int64_t> chunks(std::make_shared<ManyNumbers>(3, 3000));
  const std::vector<std::int64_t> items(chunks.begin(), chunks.end());
  EXPECT_EQ(Encode(chunks), Encode(items));
  EXPECT_EQ(Encode(Iterable<std::int64_t>(items)), Encode(items));
}

TEST(IterableCoder, MoreItemsThanTheCountHoldsGoInBlocks) {
  // It says that it has more than 2^31-1 items, and has a few blocks of them.
  const Iterable<std::int64_t> numbers(std::make_shared<ManyNumbers>(100, std::size_t{1} << 31));
  const std::string bytes = Encode(numbers);
  EXPECT_EQ(bytes.substr(0, 4), "\xff\xff\xff\xff");
  const auto decoded = Decode<std::vector<std::int64_t>>(bytes);
  EXPECT_EQ(decoded.size(), 100'000U);
  EXPECT_TRUE(std::ranges::equal(decoded, numbers));
  EXPECT_TRUE(std::ranges::equal(Decode<Iterable<std::int64_t>>(bytes), numbers));
}

TEST(IterableCoder, LongListsInBlocksAreReadInChunks) {
  const Iterable<std::int64_t> numbers(std::make_shared<ManyNumbers>(2000, std::size_t{1} << 31));
  const auto decoded = Decode<Iterable<std::int64_t>>(Encode(numbers));
  EXPECT_EQ(decoded.size(), 2'000'000U);
  EXPECT_TRUE(std::ranges::equal(decoded, numbers));
}

/// "a", "b", ... behind any token, in pages of `page_bytes`.
class Letters final : public StatePages {
 public:
  explicit Letters(std::string data, std::size_t page_bytes)
      : data_(std::move(data)), page_bytes_(page_bytes) {}

  Page Read(const std::string& token, const std::string& continuation) const override {
    EXPECT_EQ(token, "token");
    ++pages_read;
    const std::size_t begin = continuation.empty() ? 0 : std::stoul(continuation);
    const std::size_t end = begin + page_bytes_;
    return {data_.substr(begin, page_bytes_), end < data_.size() ? std::to_string(end) : ""};
  }

  mutable std::atomic<int> pages_read = 0;

 private:
  std::string data_;
  std::size_t page_bytes_;
};

Iterable<std::string> DecodeLetters(const std::shared_ptr<const StatePages>& pages) {
  const std::string bytes =
      "\xff\xff\xff\xff\x01\x01"
      "a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x05token";
  ByteReader reader(bytes);
  return DecodeStateBacked<std::string>(reader, pages);
}

TEST(StateBackedIterable, ReadsPagesOnlyWhenAskedFor) {
  const auto pages = std::make_shared<Letters>("\x01z\x04long\x01y", 3);
  const Iterable<std::string> letters = DecodeLetters(pages);
  EXPECT_FALSE(letters.empty());
  EXPECT_EQ(*letters.begin(), "a");
  EXPECT_EQ(pages->pages_read, 0);
  EXPECT_THAT(letters, ElementsAre("a", "z", "long", "y"));
  EXPECT_THAT(letters, ElementsAre("a", "z", "long", "y"));
  EXPECT_EQ(letters.size(), 4U);
}

TEST(StateBackedIterable, BrokenBytesAreDataLossWhereverThePageEnds) {
  for (std::size_t page_bytes = 1; page_bytes < 10; ++page_bytes) {
    const auto letters = DecodeLetters(std::make_shared<Letters>("\x01z\x04lon", page_bytes));
    EXPECT_THROW(std::vector<std::string>(letters.begin(), letters.end()), Error) << page_bytes;
  }
}

TEST(StateBackedIterable, IsReadByManyThreads) {
  std::string data;
  for (int i = 0; i < 1000; ++i) data += "\x04" + std::to_string(1000 + i);
  const auto letters = DecodeLetters(std::make_shared<Letters>(data, 7));
  std::vector<std::thread> threads;
  std::atomic<std::size_t> total = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (const std::string& letter : letters) total += letter.size();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(total, 4 * 4001U);
}

}  // namespace
}  // namespace beam
