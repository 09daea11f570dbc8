#include "klay_beam/audio/codec/trim_end.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace klay {
namespace {

/// Counts up in both channels, and declares another number of frames than it has.
class CountingDecoder final : public Decoder {
 public:
  CountingDecoder(int64_t frames, int64_t declared) : frames_(frames) {
    format_.sample_rate = 8000;
    format_.channels = 2;
    format_.frames = declared;
    format_.frames_exact = true;
  }

  const AudioInfo& format() const override { return format_; }

  size_t Read(std::span<float> interleaved) override {
    const size_t count = std::min(interleaved.size() / 2, static_cast<size_t>(frames_ - position_));
    for (size_t i = 0; i < count; ++i, ++position_) {
      interleaved[2 * i] = interleaved[2 * i + 1] = static_cast<float>(position_);
    }
    return count;
  }

  bool Seek(int64_t frame) override {
    position_ = frame;
    return true;
  }

  std::optional<std::string> damage() const override { return "some"; }

 private:
  AudioInfo format_;
  int64_t frames_;
  int64_t position_ = 0;
};

/// What is read in blocks of `block` frames, of the first channel.
std::vector<float> ReadAll(Decoder& decoder, size_t block) {
  std::vector<float> all;
  std::vector<float> samples(2 * block);
  while (const size_t frames = decoder.Read(samples)) {
    for (size_t i = 0; i < frames; ++i) all.push_back(samples[2 * i]);
  }
  return all;
}

std::vector<float> Counted(int64_t begin, int64_t end) {
  std::vector<float> numbers;
  for (int64_t i = begin; i < end; ++i) numbers.push_back(static_cast<float>(i));
  return numbers;
}

TEST(TrimEnd, CutsWhatFillsTheLastPacket) {
  for (const size_t block : {1, 7, 1000, 1500, 5000}) {
    const auto decoder = TrimEnd(std::make_unique<CountingDecoder>(2024, 1000));
    EXPECT_EQ(ReadAll(*decoder, block), Counted(0, 1000)) << block;
    EXPECT_EQ(ReadAll(*decoder, block), Counted(0, 0)) << block;
    EXPECT_EQ(decoder->damage(), "some");
  }
}

TEST(TrimEnd, LeavesFilesThatAreTooShortAlone) {
  const auto decoder = TrimEnd(std::make_unique<CountingDecoder>(500, 1000));
  EXPECT_EQ(ReadAll(*decoder, 64), Counted(0, 500));
}

TEST(TrimEnd, DoesNotBelieveADeclarationThatWouldCutSound) {
  for (const size_t block : {7, 1000, 30000}) {
    const auto decoder = TrimEnd(std::make_unique<CountingDecoder>(20000, 1000));
    EXPECT_EQ(ReadAll(*decoder, block), Counted(0, 20000)) << block;
  }
}

TEST(TrimEnd, CountsFromWhereItIsSought) {
  const auto decoder = TrimEnd(std::make_unique<CountingDecoder>(2024, 1000));
  ASSERT_TRUE(decoder->Seek(900));
  EXPECT_EQ(ReadAll(*decoder, 33), Counted(900, 1000));
  EXPECT_FALSE(TrimEnd(std::make_unique<CountingDecoder>(2024, 1000))->Seek(1001));
}

}  // namespace
}  // namespace klay
