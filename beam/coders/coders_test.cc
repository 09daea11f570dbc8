#include "beam/coders/coders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "beam/coders/length_prefix_coder.h"

namespace beam {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

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

struct HoldsOpaque {
  int number = 0;
  std::vector<Opaque> opaque = {};
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

TEST(Coders, RowHasCountNullBitsAndFields) {
  EXPECT_EQ(Encode(Inner{5, std::nullopt}), "\x02\x01\x02\x05"s);
  EXPECT_EQ(Encode(Inner{5, 0.5}), "\x02\0\x05\x3f\xe0\0\0\0\0\0\0"s);
}

TEST(Coders, OuterFormLeavesOutTheLengthOfWhatComesLast) {
  const auto outer = [](const auto& value) {
    std::string bytes;
    ByteWriter writer(bytes);
    EncodeOuter(value, writer);
    ByteReader reader(bytes);
    EXPECT_EQ(DecodeOuter<std::remove_cvref_t<decltype(value)>>(reader), value);
    EXPECT_EQ(reader.remaining(), 0U);
    return bytes;
  };
  EXPECT_EQ(outer("abc"s), "abc");
  EXPECT_EQ(outer(""s), "");
  EXPECT_EQ(outer(Bytes{"a\0b"s}), "a\0b"s);
  EXPECT_EQ(outer(KV{"k"s, "abc"s}), "\x01kabc");
  EXPECT_EQ(outer(KV{"k"s, KV{"l"s, "abc"s}}), "\x01k\x01labc");
  EXPECT_EQ(outer(std::optional("abc"s)), "\x01" + "abc"s);
  EXPECT_EQ(outer(std::vector{"ab"s}), "\0\0\0\x01\x02"s + "ab");
  EXPECT_EQ(outer(std::int64_t{300}), "\xac\x02");
}

TEST(Coders, ALengthPrefixGoesAroundTheOuterForm) {
  std::string bytes;
  ByteWriter writer(bytes);
  LengthPrefixCoder<std::string>::Encode("abc", writer);
  LengthPrefixCoder<std::int64_t>::Encode(300, writer);
  EXPECT_EQ(bytes, "\x03" + "abc\x02\xac\x02"s);
  ByteReader reader(bytes);
  EXPECT_EQ(LengthPrefixCoder<std::string>::Decode(reader), "abc");
  EXPECT_EQ(LengthPrefixCoder<std::int64_t>::Decode(reader), 300);
  ByteReader too_long("\x02\x01\x01"sv);
  EXPECT_THROW(LengthPrefixCoder<std::int64_t>::Decode(too_long), Error);
}

TEST(Coders, MapsOfEqualEntriesHaveEqualBytes) {
  const std::map<std::string, int> sorted{{"a", 1}, {"b", 2}, {"ccc", 3}};
  EXPECT_EQ(Encode(sorted), "\0\0\0\x03\x01"s + "a\x01\x01" + "b\x02\x03" + "ccc\x03");
  EXPECT_EQ((Decode<std::map<std::string, int>>(Encode(sorted))), sorted);
  std::unordered_map<std::string, int> one;
  std::unordered_map<std::string, int> other(1000);
  for (int i = 0; i < 100; ++i) one[std::to_string(i)] = i;
  for (int i = 99; i >= 0; --i) other[std::to_string(i)] = i;
  EXPECT_EQ(Encode(one), Encode(other));
  EXPECT_EQ((Decode<std::unordered_map<std::string, int>>(Encode(one))), other);
}

TEST(Coders, AKeyThatIsThereTwiceIsDataLoss) {
  EXPECT_THROW((Decode<std::map<bool, bool>>("\0\0\0\x02\x01\x01\x01\0"s)), Error);
}

TEST(Coders, ShardedKeysAreShardThenKey) {
  const ShardedKey<std::string> key{Bytes{"s"}, "key"};
  EXPECT_EQ(Encode(key), "\x01s\x03key");
  EXPECT_EQ(Decode<ShardedKey<std::string>>(Encode(key)), key);
}

TEST(Coders, TimestampsKeepMicroseconds) {
  for (const std::int64_t micros :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'999'999}, kMinTimestamp.micros,
        kMaxTimestamp.micros, std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(Decode<Timestamp>(Encode(Timestamp{micros})), Timestamp{micros});
  }
  EXPECT_EQ(Encode(Timestamp{-1}), "\x02\0"s + Encode(std::int64_t{-1}) + Encode(999'999));
  const std::string too_late = "\x02\0"s + Encode(std::int64_t{9'223'372'036'855}) + "\0"s;
  EXPECT_THROW(Decode<Timestamp>(too_late), Error);
  EXPECT_THROW(Decode<Timestamp>("\x02\0\0"s + Encode(1'000'000)), Error);
  EXPECT_THROW(Decode<Timestamp>("\x02\0\0"s + Encode(-1)), Error);
  EXPECT_THROW(Decode<Timestamp>("\x01\0\0"s), Error);
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
  EXPECT_FALSE((HasCoder<std::map<std::string, Opaque>>));
  EXPECT_FALSE((HasCoder<std::array<std::optional<Opaque>, 2>>));
  EXPECT_FALSE(HasCoder<HoldsOpaque>);
  EXPECT_FALSE(HasCoder<std::vector<HoldsOpaque>>);
  EXPECT_TRUE((HasCoder<std::map<KV<Track, Mood>, std::array<std::vector<Inner>, 2>>>));
}

}  // namespace
}  // namespace beam
