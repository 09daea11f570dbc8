#include "klay_beam/files/transcode_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <vector>

#include "beam/beam.h"
#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/process/gain.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/transforms/match_files.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TranscodeFilesTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& bytes) {
    beam::io::WriteFile(folder_.path() + "/in/" + name, bytes);
  }
  std::string In(const std::string& name) const { return folder_.path() + "/in/" + name; }
  std::string Out(const std::string& name) const { return folder_.path() + "/out/" + name; }

  FileNameMutator Naming() const {
    return FileNameMutator({.old_suffix = ".wav",
                            .new_suffix = ".flac",
                            .source_dir = folder_.path() + "/in",
                            .target_dir = folder_.path() + "/out"});
  }

  void Run(const TranscodeOptions& options, Damaged damaged = Damaged::kKeep) {
    RunWith(Naming(), {.transcode = options, .damaged = damaged});
  }

  void RunWith(const FileNameMutator& name, const TranscodeFilesOptions& options) {
    beam::Pipeline p;
    auto [written, failed] = p | MatchFiles(folder_.path() + "/in/**") | beam::Reshuffle() |
                             TranscodeFiles(name, options);
    const auto files = beam::testing::Collect("Written", written);
    const auto failures = beam::testing::Collect("Failures", failed);
    const beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 2});
    books_ = BooksOf(result.metrics);
    EXPECT_EQ(books_.Missing(), 0);
    for (const auto& file : files->values()) written_[file.source_path] = file;
    for (const auto& failure : failures->values()) failed_[failure.path] = failure;
  }

  beam::testing::TemporaryFolder folder_;
  Books books_;
  std::map<std::string, WrittenAudio> written_;
  std::map<std::string, Failure> failed_;
};

TEST_F(TranscodeFilesTest, WritesEachFileAndTellsOfIt) {
  const Audio sound = Synthesize(Signal::kNoise, 44100, 2, 1, 1);
  Write("a.wav", Encode(sound, AudioFormat::kWav));
  Write("deep/er/[b] \n*.wav", Encode(sound, AudioFormat::kMp3));
  Run({.decode = {.sample_rate = 16000, .channels = 1}, .format = AudioFormat::kFlac});
  EXPECT_THAT(failed_, IsEmpty());
  ASSERT_EQ(written_.size(), 2U);
  const WrittenAudio& a = written_.at(In("a.wav"));
  EXPECT_EQ(a.path, Out("a.flac"));
  EXPECT_EQ(a.sample_rate, 16000);
  EXPECT_EQ(a.channels, 1);
  EXPECT_DOUBLE_EQ(a.seconds, 1);
  EXPECT_EQ(DecodeFile(a.path).audio.frames, 16000);
  EXPECT_EQ(DecodeFile(Out("deep/er/[b] \n*.flac")).audio.frames, 16000);
  EXPECT_EQ(books_.done, 2);
  EXPECT_DOUBLE_EQ(books_.audio_seconds, 2);
}

TEST_F(TranscodeFilesTest, WhatCannotBeDoneIsAFailureAndLeavesNothing) {
  const std::string wav = Encode(Synthesize(Signal::kNoise, 44100, 2, 1, 1), AudioFormat::kWav);
  Write("text.wav", "no audio");
  Write("empty.wav", "");
  Write("good.wav", wav);
  Write("blocked/a.wav", wav);
  beam::io::WriteFile(Out("blocked"), "a file where a folder should be");
  Run({.format = AudioFormat::kFlac});
  EXPECT_EQ(failed_.size(), 3U);
  EXPECT_EQ(failed_.at(In("text.wav")).code, "data_loss");
  EXPECT_THAT(failed_.at(In("blocked/a.wav")).message, HasSubstr(Out("blocked/a.flac")));
  EXPECT_EQ(written_.size(), 1U);
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path() + "/out")) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  EXPECT_EQ(files, 2U) << "good.flac and what was there before";
}

TEST_F(TranscodeFilesTest, ADamagedFileIsWhatTheJobSays) {
  const std::string wav = Encode(Synthesize(Signal::kNoise, 44100, 2, 1, 1), AudioFormat::kWav);
  Write("half.wav", wav.substr(0, wav.size() / 2));
  Run({.format = AudioFormat::kFlac}, Damaged::kFail);
  EXPECT_THAT(failed_.at(In("half.wav")).message, HasSubstr("damaged"));
  EXPECT_FALSE(fs::exists(Out("half.flac")));
  failed_.clear();
  Run({.format = AudioFormat::kFlac}, Damaged::kKeep);
  EXPECT_EQ(books_.damaged, 1);
  EXPECT_NEAR(written_.at(In("half.wav")).seconds, 0.5, 0.01);
}

class SegmentsTest : public TranscodeFilesTest {
 protected:
  void RunSegments(double seconds, const TranscodeOptions& options = {},
                   Damaged damaged = Damaged::kKeep) {
    failed_.clear();
    fs::remove_all(folder_.path() + "/out");
    RunWith(FileNameMutator({.old_suffix = ".wav",
                             .source_dir = folder_.path() + "/in",
                             .target_dir = folder_.path() + "/out",
                             .name_template = "{dir}/{stem}-{index:3}.wav"}),
            {.transcode = options, .damaged = damaged, .segment_duration = seconds});
  }

  /// The samples of the first channel of all segments of a file, one behind the other.
  std::vector<float> Joined(const std::string& stem) const {
    std::vector<float> all;
    for (int i = 0;; ++i) {
      const std::string digits = std::to_string(i);
      const std::string path =
          Out(stem + "-" + std::string(3 - digits.size(), '0') + digits + ".wav");
      if (!fs::exists(path)) return all;
      const Audio part = DecodeFile(path).audio;
      all.insert(all.end(), part.channel(0).begin(), part.channel(0).end());
    }
  }
  std::size_t FilesWritten() const {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder_.path() + "/out")) {
      files += entry.is_regular_file() ? 1 : 0;
    }
    return files;
  }
};

TEST_F(SegmentsTest, TileTheFileToTheFrame) {
  const Audio sound = Synthesize(Signal::kNoise, 11025, 2, 1, 1);
  Write("a.wav", Encode(sound, AudioFormat::kWav));
  const Audio whole = DecodeFile(In("a.wav")).audio;
  const std::vector<float> samples(whole.channel(0).begin(), whole.channel(0).end());
  for (const double seconds : {0.1, 0.25, 0.3, 1.0, 7.0}) {
    RunSegments(seconds);
    EXPECT_EQ(Joined("a"), samples) << seconds;
    EXPECT_EQ(FilesWritten(), std::ceil(1 / seconds)) << seconds;
    EXPECT_EQ(books_.done, 1);
    EXPECT_DOUBLE_EQ(books_.audio_seconds, 1);
  }
  RunSegments(0.25, {.decode = {.start = 0.2, .duration = 0.6}});
  EXPECT_EQ(Joined("a").size(), 6615U);
  EXPECT_EQ(FilesWritten(), 3U);
}

TEST_F(SegmentsTest, OfCompressedFilesTileThemToo) {
  const Audio sound = Synthesize(Signal::kNoise, 44100, 1, 2.5, 1);
  for (const AudioFormat format : {AudioFormat::kMp3, AudioFormat::kVorbis, AudioFormat::kFlac}) {
    Write("a.wav", Encode(sound, format));
    RunSegments(0.5, {.encode = {.sample_type = SampleType::kFloat32}});
    EXPECT_EQ(Joined("a").size(), 110250U) << Suffix(format);
    EXPECT_EQ(FilesWritten(), 5U) << Suffix(format);
  }
}

TEST_F(SegmentsTest, ADamagedFileHasThoseThatItsSoundFills) {
  const std::string wav = Encode(Synthesize(Signal::kNoise, 44100, 2, 1, 1), AudioFormat::kWav);
  Write("half.wav", wav.substr(0, wav.size() / 2));
  RunSegments(0.2);
  EXPECT_EQ(FilesWritten(), 3U);
  EXPECT_EQ(books_.damaged, 1);
  RunSegments(0.2, {}, Damaged::kFail);
  EXPECT_EQ(failed_.size(), 1U);
  EXPECT_FALSE(fs::exists(Out("half-000.wav"))) << "the first stands for all of them";
}

TEST_F(SegmentsTest, HaveALength) {
  EXPECT_THROW(TranscodeFiles(Naming(), {.segment_duration = 0}), beam::Error);
}

TEST_F(TranscodeFilesTest, CountsWhatIsClipped) {
  Write("loud.wav",
        Encode(Audio::FromPlanar("loud", 44100, 1, {0.5F, -0.5F, 0.1F}), AudioFormat::kWav));
  Run({.step = Gain(10), .format = AudioFormat::kFlac});
  EXPECT_EQ(books_.clipped_samples, 2);
  EXPECT_EQ(written_.at(In("loud.wav")).clipped, 2);
}

}  // namespace
}  // namespace klay
