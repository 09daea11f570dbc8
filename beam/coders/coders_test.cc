#include "beam/coders/coders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

namespace beam {
namespace {

using namespace std::string_literals;

enum class Mood { kGood, kBad };
struct Inner {
  std::int32_t number = 0;
  std::optional<double> level = {};
  auto operator<=>(const Inner&) const = default;
};
struct Track {
  std::string path;
  std::optional<std::string> title = {};
  std::vector<Inner> parts = {};
  bool loud = false;
  Mood mood = Mood::kGood;
  float gain = 0;
  auto operator<=>(const Track&) const = default;
};
struct Opaque {
  explicit Opaque(int) {}
};

TEST(Coders, BytesAreBeamsStandardOnes) {
  EXPECT_EQ(Encode(true), "\x01");
  EXPECT_EQ(Encode(std::int64_t{300}), "\xac\x02");
  EXPECT_EQ(Encode(std::int64_t{-1}), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
  EXPECT_EQ(Encode(0.5), "\x3f\xe0\0\0\0\0\0\0"s);
  EXPECT_EQ(Encode("abc"s),
            "\x03"
            "abc");
  EXPECT_EQ(Encode(KV{"a"s, "b"s}),
            "\x01"
            "a"
            "\x01"
            "b");
  EXPECT_EQ(Encode(std::vector<bool>().size()), Encode(std::size_t{0}));
  EXPECT_EQ(Encode(std::vector<std::string>{"a"s, "b"s}),
            "\0\0\0\x02\x01"
            "a\x01"
            "b"s);
  EXPECT_EQ(Encode(std::optional<std::string>("x")), "\x01\x01x"s);
  EXPECT_EQ(Encode(std::optional<std::string>()), "\0"s);
}

TEST(Coders, ATupleIsItsPartsInOrder) {
  const std::tuple<std::string, bool, std::int64_t> tuple("ab", true, 300);
  EXPECT_EQ(Encode(tuple),
            "\x02"
            "ab\x01\xac\x02");
  EXPECT_EQ((Decode<std::tuple<std::string, bool, std::int64_t>>(Encode(tuple))), tuple);
  EXPECT_EQ(Encode(std::tuple<>()), "");
  EXPECT_THROW((Decode<std::tuple<bool, bool>>("\x01")), Error);
}

TEST(Coders, RowHasCountNullBitsAndFields) {
  EXPECT_EQ(Encode(Inner{5, std::nullopt}), "\x02\x01\x02\x05"s);
  EXPECT_EQ(Encode(Inner{5, 0.5}), "\x02\0\x05\x3f\xe0\0\0\0\0\0\0"s);
}

TEST(Coders, DecodeGivesBackWhatEncodeTook) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    Track track{.path = std::string(random() % 40, static_cast<char>(random())),
                .loud = random() % 2 == 0,
                .mood = random() % 2 == 0 ? Mood::kGood : Mood::kBad,
                .gain = static_cast<float>(random())};
    if (random() % 2 == 0) track.title = "t\xff"s;
    for (std::uint64_t n = random() % 4; n > 0; --n) {
      track.parts.push_back({static_cast<std::int32_t>(random()), std::nullopt});
      if (random() % 2 == 0) track.parts.back().level = static_cast<double>(random());
    }
    EXPECT_EQ(Decode<Track>(Encode(track)), track);
    const KV<std::string, std::optional<Track>> keyed{"k", track};
    EXPECT_EQ((Decode<KV<std::string, std::optional<Track>>>(Encode(keyed))), keyed);
  }
}

TEST(Coders, EveryTruncationIsDataLossAndNothingElse) {
  const std::string bytes = Encode(Track{.path = "a", .title = "b", .parts = {{1, 2.0}, {3, {}}}});
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_THROW(Decode<Track>(bytes.substr(0, length)), Error) << length;
  }
  EXPECT_THROW(Decode<Track>(bytes + "x"), Error);
}

TEST(Coders, RandomBytesGiveAValueOrAnError) {
  std::mt19937_64 random(11);
  int decoded = 0;
  int refused = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 24, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 8);
    try {
      Decode<Inner>(bytes);
      ++decoded;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
  EXPECT_EQ(decoded + refused, 20000);
}

TEST(Coders, LimitsOfNumbersSurvive) {
  for (double value : {0.0, -0.0, std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::denorm_min()}) {
    EXPECT_EQ(Decode<double>(Encode(value)), value);
  }
  EXPECT_TRUE(std::isnan(Decode<double>(Encode(std::nan("")))));
  EXPECT_EQ(Decode<std::uint64_t>(Encode(std::numeric_limits<std::uint64_t>::max())),
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(Decode<std::int8_t>(Encode(std::int8_t{-128})), -128);
}

TEST(Coders, AnIntegerThatDoesNotFitIsDataLoss) {
  EXPECT_THROW(Decode<std::int8_t>(Encode(128)), Error);
  EXPECT_THROW(Decode<std::uint32_t>(Encode(std::int64_t{1} << 32)), Error);
}

TEST(Coders, ACountWithoutItemsDoesNotAllocate) {
  EXPECT_THROW(Decode<std::vector<std::string>>("\xff\xff\xff\xff"), Error);
}

TEST(Coders, KnowWhichTypesHaveOne) {
  EXPECT_TRUE(HasCoder<Track>);
  EXPECT_FALSE(HasCoder<Opaque>);
  EXPECT_FALSE(HasCoder<std::vector<Opaque>>);
  EXPECT_FALSE((HasCoder<KV<std::string, Opaque>>));
}

}  // namespace
}  // namespace beam
