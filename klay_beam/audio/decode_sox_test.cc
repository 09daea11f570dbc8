// Decode against the sox program: what it writes, and how it reads it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/probe.h"
#include "klay_beam/audio/testing/ffmpeg_program.h"
#include "klay_beam/audio/testing/sox_program.h"
#include "klay_beam/audio/testing/temporary_folder.h"

namespace klay {
namespace {

using testing::RunSox;
using testing::SoxSamples;
using testing::TemporaryFolder;

struct SoxFormat {
  std::string name;    ///< Of the case: letters and digits only.
  std::string suffix;  ///< ".wav"
  std::vector<std::string> options;
  double tolerance = 1e-4;
};

void PrintTo(const SoxFormat& format, std::ostream* out) {
  *out << format.name;
}

const std::vector<SoxFormat>& SoxFormats() {
  static const std::vector<SoxFormat> formats = {
      {"WavUnsigned8", ".wav", {"-b", "8", "-e", "unsigned-integer"}},
      {"Wav16", ".wav", {"-b", "16"}},
      {"Wav24", ".wav", {"-b", "24"}},
      {"Wav32", ".wav", {"-b", "32"}},
      {"WavFloat", ".wav", {"-b", "32", "-e", "floating-point"}},
      {"WavDouble", ".wav", {"-b", "64", "-e", "floating-point"}},
      {"WavALaw", ".wav", {"-e", "a-law"}},
      {"WavMuLaw", ".wav", {"-e", "mu-law"}},
      {"WavBigEndian", ".wav", {"-b", "16", "-B"}},
      {"WavBigEndian24", ".wav", {"-b", "24", "-B"}},
      {"WavBigEndian32", ".wav", {"-b", "32", "-B"}},
      {"WavBigEndianFloat", ".wav", {"-b", "32", "-e", "floating-point", "-B"}},
      // The decoders round a prediction differently, and the next one is made of it.
      {"WavMsAdpcm", ".wav", {"-e", "ms-adpcm"}, 3e-3},
      {"WavGsm", ".wav", {"-e", "gsm-full-rate"}, 1e-3},
      {"Aiff8", ".aiff", {"-b", "8"}},
      {"Aiff24", ".aiff", {"-b", "24"}},
      {"Aiff32", ".aiff", {"-b", "32"}},
      {"Aifc16", ".aifc", {"-b", "16"}},
      {"Caf16", ".caf", {"-b", "16"}},
      {"CafMuLaw", ".caf", {"-e", "mu-law"}},
      {"Au24", ".au", {"-b", "24"}},
      {"AuALaw", ".au", {"-e", "a-law"}},
      {"Wave64", ".w64", {"-b", "24"}},
      {"Sphere", ".sph", {"-b", "16"}},
      {"Flac8", ".flac", {"-b", "8"}},
      {"Flac16", ".flac", {"-b", "16"}},
      {"Flac24", ".flac", {"-b", "24"}},
      {"Vorbis", ".ogg", {}, 1e-3},
  };
  return formats;
}

class DecodeSox : public ::testing::TestWithParam<SoxFormat> {};

/// Two sweeps that differ, but for what takes only one channel at one rate.
void WriteSweeps(const SoxFormat& format, const std::string& path) {
  const bool speech = format.name == "WavGsm";
  std::vector<std::string> arguments = {"-n", "-r", speech ? "8000" : "44100", "-c",
                                        speech ? "1" : "2"};
  arguments.insert(arguments.end(), format.options.begin(), format.options.end());
  arguments.insert(arguments.end(),
                   {path, "synth", "1.3", "sine", "200:2000", "sine", "900:500", "gain", "-3"});
  RunSox(arguments);
}

TEST_P(DecodeSox, EqualsTheSoxProgram) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("sound" + GetParam().suffix);
  WriteSweeps(GetParam(), path);
  const std::vector<float> expected = SoxSamples(path);

  const Audio audio = DecodeFile(path).audio;
  const AudioInfo info = ProbeFile(path);
  if (info.frames_exact) {
    EXPECT_EQ(info.frames, audio.frames);
  }

  const auto channels = static_cast<size_t>(audio.channels);
  ASSERT_EQ(audio.samples().size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(audio.channel(static_cast<int>(i % channels))[i / channels], expected[i],
                GetParam().tolerance)
        << "sample " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, DecodeSox, ::testing::ValuesIn(SoxFormats()),
                         [](const auto& info) { return info.param.name; });

/// sox's decoder of AMR rounds to 13 bits and filters otherwise than FFmpeg's, which is ours.
TEST(DecodeSoxAmr, HasItsLengthAndTheFfmpegProgramsSamples) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("speech.amr-nb");
  RunSox({"-n", "-r", "8000", path, "synth", "1.3", "sine", "200:2000", "gain", "-3"});
  const Audio audio = DecodeFile(path).audio;
  EXPECT_EQ(audio.samples().size(), SoxSamples(path).size());
  EXPECT_THAT(audio.samples(),
              ::testing::Pointwise(::testing::FloatNear(1e-4F), testing::FfmpegSamples(path)));
}

TEST(DecodeSoxRates, FromFourToThreeHundredAndEightyFourKilohertz) {
  const TemporaryFolder folder;
  for (const int rate : {4000, 8000, 11025, 22050, 32000, 88200, 96000, 176400, 192000, 384000}) {
    const std::string path = folder.Path(std::to_string(rate) + ".wav");
    RunSox({"-n", "-r", std::to_string(rate), path, "synth", "0.25", "sine", "500"});
    const Audio audio = DecodeFile(path).audio;
    EXPECT_EQ(audio.sample_rate, rate);
    EXPECT_EQ(audio.frames, rate / 4);
  }
}

TEST(DecodeSoxChannels, FromMonoToSixtyFourInTheirOrder) {
  const TemporaryFolder folder;
  for (const int channels : {1, 2, 3, 5, 8, 17, 64}) {
    const std::string path = folder.Path(std::to_string(channels) + ".wav");
    RunSox({"-n", "-r", "8000", "-b", "24", "-c", std::to_string(channels), path, "synth", "0.1",
            "noise"});
    const std::vector<float> expected = SoxSamples(path);
    const Audio audio = DecodeFile(path).audio;
    ASSERT_EQ(audio.channels, channels);
    ASSERT_EQ(audio.samples().size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      const auto c = static_cast<int>(i % static_cast<size_t>(channels));
      ASSERT_NEAR(audio.channel(c)[i / static_cast<size_t>(channels)], expected[i], 1e-6);
    }
  }
}

}  // namespace
}  // namespace klay
