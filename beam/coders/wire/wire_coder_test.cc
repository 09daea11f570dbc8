#include "beam/coders/wire/wire_coder.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace beam {
namespace {

struct Track {
  std::string path;
  std::optional<double> seconds = {};
  bool operator==(const Track&) const = default;
};

template <class T>
std::string Wire(const T& value) {
  std::string bytes;
  ByteWriter out(bytes);
  WireCoder<T>::Encode(value, out);
  return bytes;
}

template <class T>
T Back(const std::string& bytes) {
  ByteReader in(bytes);
  T value = DecodeWire<T>(in, nullptr);
  EXPECT_EQ(in.remaining(), 0U);
  return value;
}

TEST(WireCoder, KeysValuesAndGroupsAreStandardAndTheRestStandsBehindALength) {
  using Group = KV<std::string, Iterable<KV<std::int64_t, Track>>>;
  EXPECT_EQ(WireCoder<Group>::Spec().Describe(),
            "KV<bytes, iterable<KV<varint, length_prefix<{path: STRING, seconds: DOUBLE?}>>>>");
  EXPECT_EQ(WireCoder<std::vector<bool>>::Spec().Describe(), "length_prefix<std::vector<bool>>");
  EXPECT_EQ((WireCoder<KV<bool, double>>::Spec().Describe()), "KV<bool, double>");
}

TEST(WireCoder, AnEngineCanStepOverWhatItDoesNotKnow) {
  const std::string bytes = Wire(KV<std::string, Track>{"k", {"a", 0.5}});
  // The key, then a row of 2 fields of which none is null, behind its length.
  EXPECT_EQ(bytes, std::string("\x01k\x0c\x02\x00\x01"
                               "a\x3f\xe0\x00\x00\x00\x00\x00\x00",
                               15));
  EXPECT_EQ((Back<KV<std::string, Track>>(bytes)), (KV<std::string, Track>{"k", {"a", 0.5}}));
}

TEST(WireCoder, TextThatIsNoUtf8ArrivesAsItWas) {
  EXPECT_EQ(WireCoder<std::string>::Spec().kind, CoderSpec::Kind::kBytes);
  EXPECT_EQ(Back<std::string>(Wire(std::string("\xff\xfe"))), "\xff\xfe");
}

TEST(WireCoder, ElementsAreReadBackWhateverTheirType) {
  EXPECT_EQ(Back<std::int32_t>(Wire(std::int32_t{-7})), -7);
  EXPECT_EQ(Back<std::vector<std::string>>(Wire(std::vector<std::string>{"a", ""})),
            (std::vector<std::string>{"a", ""}));
  const auto items = Back<Iterable<Track>>(Wire(Iterable<Track>({{"a"}, {"b", 1.0}})));
  EXPECT_EQ(std::vector<Track>(items.begin(), items.end()),
            (std::vector<Track>{{"a"}, {"b", 1.0}}));
}

TEST(WireCoder, BytesThatAreLeftOverInALengthAreDataLoss) {
  std::string bytes = Wire(Track{"a"});
  bytes[0] = static_cast<char>(bytes[0] + 1);
  bytes += 'x';
  ByteReader in(bytes);
  EXPECT_THROW(WireCoder<Track>::Decode(in), Error);
}

/// Two pages behind the token "t".
class TwoPages final : public StatePages {
 public:
  Page Read(const std::string& token, const std::string& continuation) const override {
    EXPECT_EQ(token, "t");
    const std::string whole = Wire(Track{"c"}) + Wire(Track{"d"});
    if (continuation.empty()) return {whole.substr(0, 3), "second"};
    return {whole.substr(3), ""};
  }
};

TEST(WireCoder, AGroupMayEndInTheEnginesState) {
  const std::string item = Wire(Track{"b"});
  const std::string bytes = std::string("\x01k\xff\xff\xff\xff\x01", 7) + item +
                            std::string(9, '\xff') + "\x01" + "\x01t";
  ByteReader in(bytes);
  const auto group = DecodeWire<KV<std::string, Iterable<Track>>>(in, std::make_shared<TwoPages>());
  EXPECT_EQ(in.remaining(), 0U);
  EXPECT_EQ(std::vector<Track>(group.value.begin(), group.value.end()),
            (std::vector<Track>{{"b"}, {"c"}, {"d"}}));
}

}  // namespace
}  // namespace beam
