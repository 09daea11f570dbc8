#include "klay_beam/speech/chunk_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "beam/base/error.h"
#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace klay {
namespace {

using ::testing::ElementsAreArray;

class ChunkReaderTest : public ::testing::Test {
 protected:
  ChunkReaderTest()
      : noise_(Synthesize(Signal::kNoise, kSpeechRate, 1, 10, 1)),
        source_(OpenMemorySource("noise", Encode(noise_, AudioFormat::kFlac))) {}

  Audio noise_;
  std::unique_ptr<ByteSource> source_;
};

TEST_F(ChunkReaderTest, GivesTheSoundOfEachChunk) {
  AudioReader whole(*source_);
  PlanarBuffer all(1);
  while (whole.Read(all)) continue;
  const std::vector<SpeechSegment> chunks = {{.start = 0, .end = 1},
                                             {.start = 1, .end = 50'000},
                                             {.start = 60'000, .end = 60'100},
                                             {.start = 60'101, .end = 60'101},
                                             {.start = 159'999, .end = 160'000}};
  AudioReader reader(*source_);
  ChunkReader sounds(reader, chunks);
  for (const SpeechSegment& chunk : chunks) {
    ASSERT_TRUE(sounds.HasNext());
    EXPECT_EQ(sounds.place(), chunk);
    const Audio sound = sounds.Next();
    EXPECT_EQ(sound.sample_rate, kSpeechRate);
    EXPECT_THAT(sound.samples(), ElementsAreArray(all.channel(0).subspan(
                                     static_cast<std::size_t>(chunk.start),
                                     static_cast<std::size_t>(chunk.end - chunk.start))));
  }
  EXPECT_FALSE(sounds.HasNext());
}

TEST_F(ChunkReaderTest, AChunkBehindTheEndIsDataLoss) {
  AudioReader reader(*source_);
  ChunkReader sounds(reader, {{.start = 159'000, .end = 160'001}});
  try {
    sounds.Next();
    FAIL() << "nothing was thrown";
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kDataLoss);
    EXPECT_THAT(error.message(), ::testing::HasSubstr("ends at sample 160000"));
  }
}

TEST_F(ChunkReaderTest, ChunksThatAreNotInOrderAndOtherRatesAreRefused) {
  AudioReader reader(*source_);
  EXPECT_THROW(ChunkReader(reader, {{.start = 5, .end = 9}, {.start = 8, .end = 10}}), beam::Error);
  EXPECT_THROW(ChunkReader(reader, {{.start = 5, .end = 4}}), beam::Error);
  AudioReader other(*source_, {.sample_rate = 8000});
  EXPECT_THROW(ChunkReader(other, {}), beam::Error);
}

}  // namespace
}  // namespace klay
