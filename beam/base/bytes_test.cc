#include "beam/base/bytes.h"

#include <gtest/gtest.h>

#include <limits>

#include "beam/base/error.h"

namespace beam {
namespace {

TEST(Bytes, VarintRoundTripsAtEveryLength) {
  for (int bits = 0; bits < 64; ++bits) {
    for (std::uint64_t value : {(1ULL << bits) - 1, 1ULL << bits, (1ULL << bits) + 1}) {
      std::string out;
      ByteWriter(out).WriteVarint(value);
      ByteReader reader(out);
      EXPECT_EQ(reader.ReadVarint(), value);
      EXPECT_EQ(reader.remaining(), 0U);
    }
  }
}

TEST(Bytes, VarintIsProtobufs) {
  std::string out;
  ByteWriter(out).WriteVarint(300);
  EXPECT_EQ(out, "\xac\x02");
}

TEST(Bytes, BigEndianRoundTrips) {
  std::string out;
  ByteWriter writer(out);
  writer.WriteBigEndian32(0x01020384);
  writer.WriteBigEndian64(0xf102030405060708ULL);
  writer.WriteBigEndian16(0x8203);
  EXPECT_EQ(out.substr(0, 4), "\x01\x02\x03\x84");
  EXPECT_EQ(out.substr(12), "\x82\x03");
  ByteReader reader(out);
  EXPECT_EQ(reader.ReadBigEndian32(), 0x01020384U);
  EXPECT_EQ(reader.ReadBigEndian64(), 0xf102030405060708ULL);
  EXPECT_EQ(reader.rest(), "\x82\x03");
  EXPECT_EQ(reader.ReadBigEndian16(), 0x8203U);
}

TEST(Bytes, ReadingPastTheEndIsDataLoss) {
  EXPECT_THROW(ByteReader("").ReadByte(), Error);
  EXPECT_THROW(ByteReader("abc").ReadBytes(4), Error);
  EXPECT_THROW(ByteReader("\x80").ReadVarint(), Error);
  EXPECT_THROW(ByteReader("abc").ReadBytes(std::numeric_limits<std::uint64_t>::max()), Error);
  EXPECT_THROW(ByteReader(std::string(11, '\xff')).ReadVarint(), Error);
}

TEST(Bytes, ALyingCountIsRefusedBeforeAnybodyAllocates) {
  ByteReader reader("12345678");
  EXPECT_EQ(reader.CheckCount(2, 4), 2U);
  EXPECT_THROW(reader.CheckCount(3, 4), Error);
  EXPECT_THROW(reader.CheckCount(1ULL << 62, 8), Error);
}

TEST(Bytes, ItemsWithoutBytesAreBounded) {
  ByteReader reader("");
  EXPECT_THROW(for (int i = 0; i < 2'000'000; ++i) reader.CountItemWithoutBytes(), Error);
}

}  // namespace
}  // namespace beam
