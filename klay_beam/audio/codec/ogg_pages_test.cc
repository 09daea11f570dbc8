#include "klay_beam/audio/codec/ogg_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Optional;

std::string Ogg() {
  return Encode(Synthesize(Signal::kSpeech, 16000, 1, 4, 1), AudioFormat::kVorbis);
}

std::optional<std::string> Damage(const std::string& bytes) {
  return DamageAtOggEnd(*OpenMemorySource("m", bytes));
}

TEST(DamageAtOggEnd, IsAbsentFromSoundFiles) {
  EXPECT_EQ(Damage(Ogg()), std::nullopt);
  EXPECT_EQ(Damage(Ogg() + "some tag at the end"), std::nullopt);
}

TEST(DamageAtOggEnd, SeesAnyCut) {
  const std::string ogg = Ogg();
  for (size_t length = 0; length < ogg.size(); length += 97) {
    EXPECT_THAT(Damage(ogg.substr(0, length)), Optional(HasSubstr("truncated"))) << length;
  }
}

TEST(IsChainedOgg, TellsOneFileFromSeveralInARow) {
  const auto is_chained = [](const std::string& bytes) {
    return IsChainedOgg(*OpenMemorySource("m", bytes));
  };
  std::string other = Ogg();
  SetOggSerial(other, 12345);
  EXPECT_FALSE(is_chained(Ogg()));
  EXPECT_FALSE(is_chained(other));
  EXPECT_TRUE(is_chained(Ogg() + other));
  EXPECT_FALSE(is_chained(""));
  EXPECT_FALSE(is_chained("OggS"));
}

TEST(OggLinks, BeginWithEachFile) {
  const auto offsets = [](const std::string& bytes, size_t most = 10) {
    std::vector<int64_t> found;
    for (const ByteRange& link : OggLinks(*OpenMemorySource("m", bytes), most)) {
      found.push_back(link.offset);
    }
    return found;
  };
  const std::string ogg = Ogg();
  const auto size = static_cast<int64_t>(ogg.size());
  EXPECT_THAT(offsets(ogg), ElementsAre(0));
  EXPECT_THAT(offsets(ogg + ogg + ogg), ElementsAre(0, size, 2 * size));
  EXPECT_THAT(offsets(ogg + "lost bytes" + ogg), ElementsAre(0, size + 10));
  EXPECT_THAT(offsets(ogg + ogg + ogg, 2), ElementsAre(0, size));
  EXPECT_THAT(offsets(""), ElementsAre());
  const auto cut = OggLinks(*OpenMemorySource("m", ogg + ogg.substr(0, 100)), 10);
  ASSERT_EQ(cut.size(), 2u);
  EXPECT_EQ(cut[0].length, size);
  EXPECT_EQ(cut[1].length, 100);
}

TEST(SetOggSerial, ChangesNothingElse) {
  const std::string ogg = Ogg();
  std::string other = ogg;
  SetOggSerial(other, 12345);
  EXPECT_NE(other, ogg);
  EXPECT_EQ(other.size(), ogg.size());
  // Encode's own number again: the same bytes again.
  SetOggSerial(other, 0x6B6C6179);
  EXPECT_EQ(other, ogg);
}

TEST(SetOggSerial, LeavesOtherBytesAlone) {
  std::string bytes = "no Ogg";
  SetOggSerial(bytes, 1);
  EXPECT_EQ(bytes, "no Ogg");
  std::string cut = Ogg().substr(0, 20);
  const std::string before = cut;
  SetOggSerial(cut, 1);
  EXPECT_EQ(cut, before);
}

}  // namespace
}  // namespace klay
