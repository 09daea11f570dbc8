#include "job_transcode/transcode_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "job_run.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/probe.h"
#include "klay_beam/audio/process/loudness.h"
#include "klay_beam/audio/synthesis.h"

namespace job_transcode {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

/// Runs the job's main function on a folder of sound and broken files.
class TranscodeJobTest : public ::testing::Test {
 protected:
  TranscodeJobTest() {
    const std::string wav = Wav(1);
    Write("a.wav", wav);
    Write("deep/b [1].WAV", Wav(2));
    Write("deep/c\n*.wav", klay::Encode(klay::Synthesize(klay::Signal::kNoise, 44100, 1, 1, 3),
                                        klay::AudioFormat::kMp3));
    Write("half.wav", wav.substr(0, wav.size() / 2));
    Write("empty.wav", "");
    Write("text.wav", "this is no music");
    Write("other.txt", "this is no music either");
  }

  static std::string Wav(std::uint64_t seed) {
    return klay::Encode(klay::Synthesize(klay::Signal::kNoise, 44100, 2, 1, seed),
                        klay::AudioFormat::kWav);
  }
  void Write(const std::string& name, const std::string& bytes) {
    beam::io::WriteFile(In(name), bytes);
  }
  std::string In(const std::string& name) const { return folder_.path() + "/in/" + name; }
  std::string Out(const std::string& name) const { return folder_.path() + "/out/" + name; }

  /// The exit status; what was printed is in output_ and errors_.
  int Run(std::vector<std::string> arguments, const std::string& pattern = "**") {
    arguments.push_back("--match_pattern=" + In(pattern));
    return RunWith(std::move(arguments));
  }

  /// The same without a pattern.
  int RunWith(std::vector<std::string> arguments) {
    const JobRun run = RunJob(std::move(arguments));
    output_ = run.output;
    errors_ = run.errors;
    return run.status;
  }

  /// The same from one folder to the other.
  int RunBetweenFolders(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--audio_suffix=.wav", "--source_dir=" + In(""),
                                       "--target_dir=" + folder_.path() + "/out"});
    return Run(std::move(arguments));
  }

  /// Names below a folder, with "/" for what lies deeper.
  std::set<std::string> FilesIn(const std::string& folder) const {
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path() + "/" + folder)) {
      if (!entry.is_regular_file()) continue;
      names.insert(entry.path().string().substr(folder_.path().size() + folder.size() + 2));
    }
    return names;
  }

  beam::testing::TemporaryFolder folder_;
  std::string output_;
  std::string errors_;
};

TEST_F(TranscodeJobTest, TranscodesWhatIsSoundAndTellsOfTheRest) {
  EXPECT_EQ(RunBetweenFolders({"--target_sample_rate=16000", "--target_channels=1",
                               "--target_audio_suffix=.16k.flac"}),
            0)
      << errors_;
  EXPECT_THAT(output_,
              HasSubstr("6 matched = 0 skipped + 4 done + 2 failed; 1 of the done damaged"));
  EXPECT_THAT(FilesIn("out"), UnorderedElementsAre("a.16k.flac", "half.16k.flac",
                                                   "deep/b [1].16k.flac", "deep/c\n*.16k.flac"));
  const auto audio = klay::DecodeFile(Out("a.16k.flac")).audio;
  EXPECT_EQ(audio.sample_rate, 16000);
  EXPECT_EQ(audio.channels, 1);
  EXPECT_EQ(audio.frames, 16000);
}

TEST_F(TranscodeJobTest, CutsFilesIntoSegmentsAndSkipsThemLater) {
  EXPECT_EQ(RunBetweenFolders({"--segment_duration=0.4", "--target_audio_suffix=.x{}.flac"}), 0)
      << errors_;
  EXPECT_THAT(output_, HasSubstr("4 done + 2 failed; 1 of the done damaged"));
  EXPECT_THAT(FilesIn("out"),
              ::testing::IsSupersetOf({"a-00000.x{}.flac", "a-00001.x{}.flac", "a-00002.x{}.flac",
                                       "half-00001.x{}.flac", "deep/b [1]-00002.x{}.flac"}));
  EXPECT_EQ(FilesIn("out").size(), 11U);
  EXPECT_EQ(klay::DecodeFile(Out("a-00002.x{}.flac")).audio.frames, 8820);
  EXPECT_EQ(RunBetweenFolders({"--segment_duration=0.4", "--target_audio_suffix=.x{}.flac"}), 0);
  EXPECT_THAT(output_, HasSubstr("4 skipped + 0 done + 2 failed"));
  fs::remove(Out("a-00000.x{}.flac"));
  EXPECT_EQ(RunBetweenFolders({"--segment_duration=0.4", "--target_audio_suffix=.x{}.flac"}), 0);
  EXPECT_THAT(output_, HasSubstr("3 skipped + 1 done + 2 failed"));
  EXPECT_EQ(RunBetweenFolders({"--segment_duration=0"}), 2);
}

TEST_F(TranscodeJobTest, WritesTheSamplesAsArrays) {
  const std::vector<std::string> arguments = {"--target_audio_suffix=.npy", "--target_channels=1",
                                              "--crop_start=0.25", "--crop_duration=0.5"};
  EXPECT_EQ(RunBetweenFolders(arguments), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("6 matched = 0 skipped + 4 done + 2 failed"));
  const klay::NumpyArray array = klay::DecodeNpy(beam::io::ReadFile(Out("a.npy")));
  EXPECT_THAT(array.shape, ::testing::ElementsAre(1, 22050));
  const auto audio = klay::DecodeFile(In("a.wav"), {.start = 0.25, .duration = 0.5, .channels = 1});
  EXPECT_THAT(klay::ItemsOf<float>(array), ::testing::ElementsAreArray(audio.audio.channel(0)));
  EXPECT_EQ(RunBetweenFolders(arguments), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("4 skipped + 0 done + 2 failed"));
  EXPECT_EQ(RunBetweenFolders({"--target_audio_suffix=.npy", "--loudness=-23"}), 2);
  EXPECT_THAT(errors_, HasSubstr("are for audio files"));
}

TEST_F(TranscodeJobTest, ALogLineAFileIsSaidAtDebugLevelOnly) {
  ASSERT_EQ(RunBetweenFolders({}), 0);
  EXPECT_THAT(errors_, Not(HasSubstr("wrote")));
  ASSERT_EQ(RunBetweenFolders({"--overwrite", "--log_level=debug", "--log_format=json"}), 0);
  EXPECT_THAT(errors_, HasSubstr("\"message\":\"wrote " + Out("a.flac") + " of " + In("a.wav")));
  EXPECT_THAT(errors_, HasSubstr("job_transcode: done after"));
  EXPECT_EQ(output_, "");
}

TEST_F(TranscodeJobTest, ASecondRunSkipsWhatIsDone) {
  ASSERT_EQ(RunBetweenFolders({}), 0);
  const auto before = fs::last_write_time(Out("a.flac"));
  EXPECT_EQ(RunBetweenFolders({}), 0);
  EXPECT_THAT(output_, HasSubstr("6 matched = 4 skipped + 0 done + 2 failed"));
  EXPECT_EQ(fs::last_write_time(Out("a.flac")), before);
  fs::resize_file(Out("a.flac"), 0);
  EXPECT_EQ(RunBetweenFolders({}), 0);
  EXPECT_THAT(output_, HasSubstr("3 skipped + 1 done + 2 failed"));
  EXPECT_EQ(RunBetweenFolders({"--overwrite"}), 0);
  EXPECT_THAT(output_, HasSubstr("0 skipped + 4 done + 2 failed"));
  fs::last_write_time(In("a.wav"), fs::last_write_time(Out("a.flac")) + std::chrono::hours(1));
  EXPECT_EQ(RunBetweenFolders({"--check_timestamp"}), 0);
  EXPECT_THAT(output_, HasSubstr("3 skipped + 1 done + 2 failed"));
}

TEST_F(TranscodeJobTest, WritesBesideTheFilesAndKnowsItsOwn) {
  EXPECT_EQ(Run({"--target_audio_suffix=.16k.wav", "--target_sample_rate=16000"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("7 matched = 0 skipped + 4 done + 3 failed"));
  EXPECT_TRUE(fs::exists(In("deep/b [1].16k.wav")));
  EXPECT_EQ(Run({"--target_audio_suffix=.16k.wav", "--target_sample_rate=16000"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("11 matched = 8 skipped + 0 done + 3 failed"))
      << "four targets, and the four files that have them";
  EXPECT_FALSE(fs::exists(In("a.16k.16k.wav")));
}

TEST_F(TranscodeJobTest, KnowsItsOwnInAFolderWithinTheSource) {
  const std::vector<std::string> arguments = {"--audio_suffix=.wav", "--source_dir=" + In(""),
                                              "--target_dir=" + In("./16k//"),
                                              "--target_audio_suffix=.16k.wav"};
  ASSERT_EQ(Run(arguments), 0) << errors_;
  EXPECT_TRUE(fs::exists(In("16k/a.16k.wav")));
  EXPECT_EQ(Run(arguments), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("10 matched = 8 skipped + 0 done + 2 failed"));
  EXPECT_FALSE(fs::exists(In("16k/16k")));
}

TEST_F(TranscodeJobTest, ADryRunCountsAndWritesNothing) {
  ASSERT_EQ(RunBetweenFolders({}), 0);
  fs::remove(Out("a.flac"));
  EXPECT_EQ(RunBetweenFolders({"--dry_run"}), 0);
  EXPECT_THAT(output_, HasSubstr("3 skipped + 0 done + 0 failed + 3 that a run would work on"));
  EXPECT_FALSE(fs::exists(Out("a.flac")));
}

TEST_F(TranscodeJobTest, OneTargetIsWrittenForOneFileOnly) {
  Write("a.mp3", klay::Encode(klay::Synthesize(klay::Signal::kNoise, 44100, 1, 1, 9),
                              klay::AudioFormat::kMp3));
  EXPECT_EQ(Run({"--failures=" + folder_.path() + "/failures.jsonl"}, "a.*"), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("2 matched = 0 skipped + 1 done + 1 failed"));
  EXPECT_THAT(beam::io::ReadFile(folder_.path() + "/failures.jsonl"),
              AllOf(HasSubstr("a.wav"), HasSubstr("its target is that of")));
  EXPECT_EQ(Run({"--dry_run", "--failures=" + folder_.path() + "/planned.jsonl"}, "a.*"), 0);
  EXPECT_THAT(beam::io::ReadFile(folder_.path() + "/planned.jsonl"), HasSubstr("a.wav"));
}

TEST_F(TranscodeJobTest, EveryFormatAndDepthIsWritten) {
  const auto info = [&](const std::string& suffix, std::vector<std::string> arguments) {
    arguments.push_back("--target_audio_suffix=" + suffix);
    EXPECT_EQ(Run(std::move(arguments), "a.wav"), 0) << suffix << errors_;
    return klay::ProbeFile(In("a" + suffix));
  };
  for (const std::string suffix : {".x.aiff", ".flac", ".ogg", ".mp3", ".m4a"}) {
    EXPECT_EQ(info(suffix, {}).sample_rate, 44100) << suffix;
  }
  EXPECT_EQ(info(".opus", {"--target_sample_rate=48000"}).codec, "opus");
  EXPECT_EQ(info(".8.wav", {"--bit_depth=8"}).bit_depth, 8);
  EXPECT_EQ(info(".24.wav", {"--bit_depth=24", "--dither"}).bit_depth, 24);
  EXPECT_EQ(info(".32.wav", {"--bit_depth=32"}).bit_depth, 32);
  EXPECT_EQ(info(".f.wav", {"--bit_depth=float"}).bit_depth, 32);
  EXPECT_EQ(info(".d.wav", {"--bit_depth=double"}).bit_depth, 64);
  EXPECT_EQ(info("{x}.24.flac", {"--bit_depth=24"}).bit_depth, 24);
  info(".big.mp3", {"--bitrate=320000"});
  info(".small.mp3", {"--bitrate=64000"});
  EXPECT_GT(fs::file_size(In("a.big.mp3")), 3 * fs::file_size(In("a.small.mp3")));
}

TEST_F(TranscodeJobTest, CropsAndNormalises) {
  EXPECT_EQ(Run({"--target_audio_suffix=.c.wav", "--crop_start=0.25", "--crop_duration=0.5",
                 "--loudness=-30"},
                "a.wav"),
            0)
      << errors_;
  const auto audio = klay::DecodeFile(In("a.c.wav")).audio;
  EXPECT_EQ(audio.frames, 22050);
  EXPECT_NEAR(klay::MeasureLoudness(audio).value_or(0), -30, 0.2);
}

TEST_F(TranscodeJobTest, FailuresAreAManifestOfTheNextRun) {
  const std::string failures = folder_.path() + "/failures.jsonl";
  ASSERT_EQ(RunBetweenFolders({"--failures=" + failures}), 0);
  Write("text.wav", Wav(5));
  EXPECT_EQ(RunWith({"--manifest=" + failures, "--audio_suffix=.wav", "--source_dir=" + In(""),
                     "--target_dir=" + folder_.path() + "/out"}),
            0)
      << errors_;
  EXPECT_THAT(output_, HasSubstr("2 matched = 0 skipped + 1 done + 1 failed"));
  EXPECT_TRUE(fs::exists(Out("text.flac")));
}

TEST_F(TranscodeJobTest, WorksOnAFewWhenAsked) {
  EXPECT_EQ(RunBetweenFolders({"--limit=1"}), 0);
  EXPECT_THAT(output_, HasSubstr("1 matched = 0 skipped + 1 done + 0 failed"));
  EXPECT_TRUE(fs::exists(Out("a.flac")));
}

TEST_F(TranscodeJobTest, FailsAboveAFraction) {
  EXPECT_EQ(RunBetweenFolders({"--fail_above=0.5"}), 0);
  EXPECT_EQ(RunBetweenFolders({"--fail_above=0.1"}), 1);
  EXPECT_THAT(errors_, HasSubstr("more than 0.1 of the inputs failed: 2 of 6"));
  EXPECT_EQ(RunBetweenFolders({"--damaged=fail", "--overwrite"}), 0);
  EXPECT_THAT(output_, HasSubstr("3 done + 3 failed"));
}

TEST_F(TranscodeJobTest, WritesTheReportAndTheFailures) {
  const std::string report = folder_.path() + "/report.json";
  const std::string failures = folder_.path() + "/failures.jsonl";
  ASSERT_EQ(RunBetweenFolders({"--report=" + report, "--failures=" + failures}), 0);
  EXPECT_THAT(beam::io::ReadFile(report), AllOf(HasSubstr("\"job\": \"job_transcode\""),
                                                HasSubstr("\"done\": 4"), HasSubstr("empty.wav")));
  const std::string lines = beam::io::ReadFile(failures);
  EXPECT_EQ(std::ranges::count(lines, '\n'), 2);
  EXPECT_THAT(lines, AllOf(HasSubstr("empty.wav"), HasSubstr("text.wav"), HasSubstr("data_loss")));
}

TEST_F(TranscodeJobTest, RefusesOptionsThatMakeNoSense) {
  const auto refusal = [&](const std::string& argument) {
    EXPECT_NE(Run({argument}), 0) << argument;
    EXPECT_THAT(errors_, HasSubstr("invalid_argument")) << argument;
    return errors_;
  };
  EXPECT_THAT(refusal("--bit_depth=12"), HasSubstr("--bit_depth is 8, 16"));
  EXPECT_THAT(refusal("--target_audio_suffix=.webm"), HasSubstr("--target_audio_suffix ends in"));
  EXPECT_THAT(refusal("--source_dir=/a"), HasSubstr("go together"));
  EXPECT_THAT(refusal("--quality=0.5"), HasSubstr("quality")) << "of FLAC";
  EXPECT_NE(Run({"--target_audio_suffix=.opus", "--target_sample_rate=44100"}), 0);
  EXPECT_THAT(errors_, HasSubstr("44100"));
  EXPECT_THAT(refusal("--fail_above=2"), HasSubstr("0 to 1"));
  EXPECT_NE(RunWith({}), 0);
  EXPECT_THAT(errors_, HasSubstr("either --match_pattern or --manifest"));
  EXPECT_THAT(FilesIn("in"), Not(::testing::Contains("a.flac")));
}

}  // namespace
}  // namespace job_transcode
