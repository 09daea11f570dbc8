#include "klay_beam/audio/codec/sound_chunks.h"

#include <gtest/gtest.h>

#include <string>

#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

bool IsSound(const std::string& bytes) {
  return HasSoundChunks(*OpenMemorySource("m", bytes));
}

std::string Little(uint32_t value) {
  std::string bytes;
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string Chunk(const std::string& tag, const std::string& body) {
  return tag + Little(static_cast<uint32_t>(body.size())) + body +
         std::string(body.size() % 2, '\0');
}

std::string Wave() {
  return Encode(Synthesize(Signal::kTone, 16000, 1, 0.1, 1), AudioFormat::kWav);
}

TEST(HasSoundChunks, InWhatWritersMake) {
  const Audio audio = Synthesize(Signal::kTone, 16000, 2, 0.1, 1);
  const EncodeOptions tagged = {.tags = {{"title", "odd"}, {"artist", "even"}}};
  for (const AudioFormat format : {AudioFormat::kWav, AudioFormat::kAiff, AudioFormat::kFlac}) {
    EXPECT_TRUE(IsSound(Encode(audio, format, tagged)));
  }
  EXPECT_TRUE(IsSound(Wave() + Chunk("LIST", "INFO" + Chunk("INAM", "abc") + Chunk("IART", ""))));
}

TEST(HasSoundChunks, AlsoWhereTheSoundIsCutShort) {
  const std::string wave = Wave();
  for (size_t length = 44; length < wave.size(); length += 101) {
    EXPECT_TRUE(IsSound(wave.substr(0, length))) << length;
  }
}

TEST(HasSoundChunks, NotWhereAChunkEndsBehindTheFile) {
  EXPECT_FALSE(IsSound(Wave() + "note" + Little(0xFFFFFFF0u)));
  EXPECT_FALSE(IsSound(Wave() + "note" + Little(5) + "abcd"));
  EXPECT_TRUE(IsSound(Wave() + "note" + Little(5) + "abcde"));
  std::string aiff = Encode(Synthesize(Signal::kTone, 16000, 1, 0.1, 1), AudioFormat::kAiff);
  aiff.insert(12, "ANNO\xFF\xFF\xFF\xF0");
  EXPECT_FALSE(IsSound(aiff));
}

TEST(HasSoundChunks, NotWhereATextEndsBehindItsList) {
  EXPECT_FALSE(IsSound(Wave() + Chunk("LIST", "INFOINAM" + Little(0xFFFFFFF0u) + "abcd")));
  EXPECT_FALSE(IsSound(Wave() + Chunk("LIST", "INFOINAM" + Little(9) + "abcdefgh")));
}

TEST(HasSoundChunks, NotInListsOfOtherThings) {
  EXPECT_FALSE(IsSound(Wave() + Chunk("LIST", "adtl" + Chunk("labl", "abcd"))));
  EXPECT_FALSE(IsSound(Wave() + Chunk("LIST", "INFO" + Chunk("exif", "abcd"))));
}

TEST(HasSoundChunks, NotInEndlessChains) {
  std::string wave = "RIFFxxxxWAVE";
  for (int i = 0; i < 100000; ++i) wave += Chunk("junk", "");
  EXPECT_FALSE(IsSound(wave));
}

}  // namespace
}  // namespace klay
