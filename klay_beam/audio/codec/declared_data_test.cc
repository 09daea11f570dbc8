#include "klay_beam/audio/codec/declared_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

std::optional<DeclaredData> Find(const std::string& bytes) {
  return FindDeclaredData(*OpenMemorySource("m", bytes));
}

std::optional<DeclaredData> FindContainer(const std::string& bytes) {
  return FindDeclaredContainer(*OpenMemorySource("m", bytes));
}

std::string Box(const std::string& type, size_t declared, size_t present) {
  std::string box;
  for (int shift = 24; shift >= 0; shift -= 8) box += static_cast<char>(declared >> shift & 0xFF);
  return box + type + std::string(present - 8, 'x');
}

TEST(FindDeclaredData, CountsTheBytesOfWaveAndAiff) {
  const Audio audio = Synthesize(Signal::kTone, 16000, 2, 0.5, 1);
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff}) {
    const std::string bytes = Encode(audio, format);
    const std::optional<DeclaredData> whole = Find(bytes);
    ASSERT_TRUE(whole);
    EXPECT_EQ(whole->declared_bytes, 32000);
    EXPECT_EQ(whole->present_bytes, 32000);
    EXPECT_EQ(whole->bytes_per_frame, 4);
    EXPECT_EQ(Find(bytes.substr(0, bytes.size() - 3000))->present_bytes, 29000);
  }
}

TEST(FindDeclaredData, SkipsChunksOfOddLength) {
  std::string wave = Encode(Synthesize(Signal::kTone, 16000, 1, 0.5, 1), AudioFormat::kWav);
  wave.insert(12, std::string("note\x03\x00\x00\x00"
                              "abc\0",
                              12));
  ASSERT_TRUE(Find(wave));
  EXPECT_EQ(Find(wave)->declared_bytes, 16000);
}

TEST(FindDeclaredData, LeavesOpenLengthsOpen) {
  std::string wave = Encode(Synthesize(Signal::kTone, 16000, 1, 0.5, 1), AudioFormat::kWav);
  wave.replace(40, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_FALSE(Find(wave));
}

TEST(FindDeclaredData, KnowsNothingOfOtherFiles) {
  EXPECT_FALSE(Find(""));
  EXPECT_FALSE(Find("RIFF"));
  EXPECT_FALSE(Find(std::string(100, 'x')));
  EXPECT_FALSE(FindContainer(std::string(100, 'x')));
}

TEST(FindDeclaredData, EndlessChainsOfChunksEnd) {
  std::string wave = "RIFFxxxxWAVE";
  for (int i = 0; i < 100000; ++i) wave += std::string("junk\0\0\0\0", 8);
  EXPECT_FALSE(Find(wave));
}

TEST(FindDeclaredContainer, ComparesTheLastBoxWithTheFile) {
  const std::string head = Box("ftyp", 24, 24);
  const auto whole = FindContainer(head + Box("mdat", 5000, 5000) + Box("moov", 300, 300));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->declared_bytes, whole->present_bytes);
  const auto cut = FindContainer(head + Box("moov", 300, 300) + Box("mdat", 5000, 1000));
  ASSERT_TRUE(cut);
  EXPECT_EQ(cut->declared_bytes, 5000);
  EXPECT_EQ(cut->present_bytes, 1000);
}

TEST(FindDeclaredContainer, ReadsMatroskaSegments) {
  const std::string head =
      "\x1A\x45\xDF\xA3\x84"
      "abcd"
      "\x18\x53\x80\x67";
  EXPECT_FALSE(FindContainer(head + "\xFF" + std::string(100, 'x'))) << "an open size";
  const auto sized = FindContainer(head + std::string("\x41\x00", 2) + std::string(100, 'x'));
  ASSERT_TRUE(sized);
  EXPECT_EQ(sized->declared_bytes, 256);
  EXPECT_EQ(sized->present_bytes, 100);
}

TEST(DescribeShortfall, SaysFramesWhereTheyHaveASize) {
  EXPECT_EQ(DescribeShortfall(DeclaredData{400, 200, 4}, 50),
            "truncated: header declares 100 frames, 50 decoded");
  EXPECT_EQ(DescribeShortfall(DeclaredData{400, 200, 0}, 50),
            "truncated: header declares 400 bytes, 200 present");
  EXPECT_EQ(DescribeShortfall(DeclaredData{400, 400, 4}, 100), "");
  EXPECT_EQ(DescribeShortfall(std::nullopt, 100), "");
}

}  // namespace
}  // namespace klay
