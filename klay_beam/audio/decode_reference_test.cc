// Decode against the ffmpeg program: the same number of frames, the same samples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "beam/base/error.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/reference_files.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using testing::FfmpegSamples;
using testing::ReferenceFormat;
using testing::TemporaryFolder;

double LargestDifference(const Audio& audio, const std::vector<float>& interleaved) {
  double largest = 0;
  const auto channels = static_cast<size_t>(audio.channels);
  for (size_t c = 0; c < channels; ++c) {
    const std::span<const float> plane = audio.channel(static_cast<int>(c));
    for (size_t i = 0; i < plane.size() && i * channels + c < interleaved.size(); ++i) {
      largest = std::max<double>(largest, std::fabs(plane[i] - interleaved[i * channels + c]));
    }
  }
  return largest;
}

class DecodeEachFormat : public ::testing::TestWithParam<ReferenceFormat> {};

TEST_P(DecodeEachFormat, EqualsTheFfmpegProgram) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("sound" + GetParam().suffix);
  testing::WriteReference(GetParam(), path, 3.1);
  const std::vector<float> expected = FfmpegSamples(path);

  const Decoded decoded = DecodeFile(path);

  EXPECT_EQ(decoded.audio.channels, 2);
  const auto expected_frames = static_cast<int64_t>(expected.size() / 2);
  if (GetParam().encoder[1] == "aac" && GetParam().suffix == ".m4a") {
    // The program leaves what fills up the last packet.
    EXPECT_EQ(decoded.audio.frames, 136710);
    EXPECT_LT(expected_frames - decoded.audio.frames, 1024);
  } else {
    EXPECT_EQ(decoded.audio.frames, expected_frames);
  }
  EXPECT_NEAR(decoded.audio.seconds(), 3.1, 0.1);
  EXPECT_LT(LargestDifference(decoded.audio, expected), GetParam().lossless ? 1e-4 : 1e-3);
  EXPECT_EQ(decoded.damage, std::nullopt);
}

TEST_P(DecodeEachFormat, RecognisesTheFormatWithoutItsSuffix) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("sound" + GetParam().suffix);
  testing::WriteReference(GetParam(), path, 0.5);
  const std::string renamed = folder.Write("sound.txt", testing::ReadWhole(path));

  EXPECT_EQ(DecodeFile(renamed).audio.frames, DecodeFile(path).audio.frames);
}

TEST_P(DecodeEachFormat, TruncatedFileIsDecodedAsFarAsItGoes) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("sound" + GetParam().suffix);
  testing::WriteReference(GetParam(), path, 3.1);
  const std::string whole = testing::ReadWhole(path);
  const std::string cut = folder.Write("cut", whole.substr(0, whole.size() * 6 / 10));

  if (GetParam().name == "M4aAac" || GetParam().name == "M4aAlac" || GetParam().name == "CafAlac") {
    // The table of contents comes last in these: nothing can be found without it.
    try {
      DecodeFile(cut);
      FAIL() << "expected an error";
    } catch (const beam::Error& error) {
      EXPECT_EQ(error.code(), beam::ErrorCode::kDataLoss);
      EXPECT_THAT(error.message(), ::testing::AnyOf(::testing::HasSubstr("moov"),
                                                    ::testing::HasSubstr("packet table")));
    }
    return;
  }
  const Decoded decoded = DecodeFile(cut);
  // An Ogg page holds a second, a TTA frame too: so much may be lost before the cut.
  EXPECT_GT(decoded.audio.seconds(), 0.9);
  EXPECT_LT(decoded.audio.seconds(), 2.4);
  if (GetParam().shows_truncation) {
    EXPECT_THAT(decoded.damage,
                ::testing::Optional(::testing::ContainsRegex("^(truncated|corrupt): ")));
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, DecodeEachFormat,
                         ::testing::ValuesIn(testing::ReferenceFormats()),
                         [](const ::testing::TestParamInfo<ReferenceFormat>& info) {
                           return info.param.name;
                         });

}  // namespace
}  // namespace klay
