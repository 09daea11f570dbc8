#include "klay_beam/transforms/load_audio.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <map>

#include "beam/beam.h"
#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/transforms/match_files.h"
#include "klay_beam/transforms/run_report.h"
#include "klay_beam/transforms/write_failures.h"

namespace klay {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

Audio Tone(double seconds) {
  constexpr int kRate = 44100;
  const auto frames = static_cast<std::size_t>(seconds * kRate);
  std::vector<float> samples(2 * frames);
  for (std::size_t i = 0; i < frames; ++i) {
    samples[i] = samples[frames + i] =
        static_cast<float>(0.5 * std::sin(0.05 * static_cast<double>(i)));
  }
  return Audio::FromPlanar("tone", kRate, 2, std::move(samples));
}

/// A folder of sound and broken files.
class LoadAudioTest : public ::testing::Test {
 protected:
  LoadAudioTest() {
    const std::string wav = Encode(Tone(1), AudioFormat::kWav);
    Write("good [1].wav", wav);
    Write("good\n2.dat", Encode(Tone(2), AudioFormat::kFlac));
    Write("truncated.wav", wav.substr(0, wav.size() / 2));
    Write("empty.wav", "");
    Write("random.wav", std::string(5000, '\x5a') + "noise");
    Write("header.wav", wav.substr(0, 44));
    Write("text.mp3", "this is no music\n");
    Write("vanished.wav", wav);
    Write("unreadable.wav", wav);
    fs::permissions(folder_.path() + "/unreadable.wav", fs::perms::none);
  }

  void Write(const std::string& name, std::string_view bytes) {
    beam::io::WriteFile(folder_.path() + "/" + name, bytes);
  }

  /// Runs match, remove one file, load; as a user who may not read everything.
  beam::PipelineResult Run(beam::Pipeline& p) {
    const bool is_root = geteuid() == 0;
    fs::permissions(folder_.path(), fs::perms::all);
    if (is_root && seteuid(65534) != 0) throw std::runtime_error("cannot become nobody");
    beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 2});
    if (is_root && seteuid(0) != 0) throw std::runtime_error("cannot become root again");
    return result;
  }

  LoadedAudio Load(beam::Pipeline& p, LoadAudioOptions options) {
    return p | MatchFiles(folder_.path() + "/*") |
           beam::Map("Vanish",
                     [](const beam::io::FileMetadata& file) {
                       if (file.path.ends_with("vanished.wav")) fs::remove(file.path);
                       return file;
                     }) |
           beam::Reshuffle() | LoadAudio(options);
  }

  std::map<std::string, Failure> ByName(const std::vector<Failure>& failures) {
    std::map<std::string, Failure> by_name;
    for (const Failure& failure : failures) by_name[fs::path(failure.path).filename()] = failure;
    EXPECT_EQ(by_name.size(), failures.size());
    return by_name;
  }

  beam::testing::TemporaryFolder folder_;
};

TEST_F(LoadAudioTest, EachBrokenFileIsOneFailureWithItsReason) {
  beam::Pipeline p;
  auto [audio, failed, seconds] = Load(p, {.sample_rate = 16000, .channels = 1});
  auto failures = beam::testing::Collect("Failures", failed);
  auto lengths = beam::testing::Collect("Lengths", seconds);
  auto frames = beam::testing::Collect("AllFrames", audio | beam::Map("Frames", [](const Audio& a) {
                                                      EXPECT_EQ(a.sample_rate, 16000);
                                                      EXPECT_EQ(a.channels, 1);
                                                      return a.frames;
                                                    }));
  const beam::PipelineResult result = Run(p);
  ASSERT_EQ(result.state, beam::JobState::kDone) << result.error->what();
  const Books books = BooksOf(result.metrics);
  EXPECT_EQ(books.matched, 9);
  EXPECT_EQ(books.done, 3);
  EXPECT_EQ(books.failed, 6);
  EXPECT_EQ(books.damaged, 1);
  EXPECT_EQ(books.Missing(), 0);
  EXPECT_NEAR(books.audio_seconds, 3.5, 0.01);
  EXPECT_EQ(lengths->values().size(), 3U);
  EXPECT_THAT(frames->values(), ::testing::Contains(16000));
  EXPECT_THAT(frames->values(), ::testing::Contains(32000));

  const auto by_name = ByName(failures->values());
  const std::map<std::string, std::string> codes = {
      {"empty.wav", "data_loss"},    {"random.wav", "data_loss"},
      {"header.wav", "data_loss"},   {"text.mp3", "data_loss"},
      {"vanished.wav", "not_found"}, {"unreadable.wav", "permission_denied"}};
  for (const auto& [name, code] : codes) {
    ASSERT_TRUE(by_name.contains(name)) << name;
    EXPECT_EQ(by_name.at(name).code, code) << name;
    EXPECT_EQ(by_name.at(name).step, "LoadAudio");
    EXPECT_THAT(by_name.at(name).message, HasSubstr(by_name.at(name).path));
  }
}

TEST_F(LoadAudioTest, DamagedFilesFailWhenAskedTo) {
  beam::Pipeline p;
  auto loaded = Load(p, {.damaged = Damaged::kFail});
  auto failures = beam::testing::Collect("Failures", loaded.failed);
  const Books books = BooksOf(Run(p).metrics);
  EXPECT_EQ(books.done, 2);
  EXPECT_EQ(books.failed, 7);
  EXPECT_EQ(books.damaged, 0);
  EXPECT_THAT(ByName(failures->values()).at("truncated.wav").message, HasSubstr("damaged"));
}

TEST_F(LoadAudioTest, AFailureFurtherDownIsNotTheFiles) {
  beam::Pipeline p;
  auto loaded = Load(p, {});
  loaded.audio | beam::Map("Use", [](const Audio&) -> int {
    throw beam::Error(beam::ErrorCode::kInternal, "a fault of the job");
  });
  const beam::PipelineResult result = Run(p);
  ASSERT_EQ(result.state, beam::JobState::kFailed);
  EXPECT_THAT(result.error->message(), HasSubstr("step \"Use\" failed"));
}

TEST_F(LoadAudioTest, AudioSurvivesEncodedEdges) {
  beam::Pipeline p;
  auto loaded = Load(p, {});
  auto rates = beam::testing::Collect(
      "AllRates",
      loaded.audio | beam::Map("Rate", [](const Audio& a) { return a.sample_rate * a.channels; }));
  const auto result =
      beam::direct::RunPipeline(p, {.direct_num_workers = 2, .direct_encode_every_edge = true});
  EXPECT_EQ(result.state, beam::JobState::kDone);
  EXPECT_THAT(rates->values(), ::testing::Contains(88200));
}

TEST_F(LoadAudioTest, FailuresAreWrittenSortedOneALine) {
  const std::string path = folder_.path() + "/out/failures.jsonl";
  beam::Pipeline p;
  Load(p, {}).failed | WriteFailures(path);
  Run(p);
  const std::string lines = beam::io::ReadFile(path);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 6);
  EXPECT_LT(lines.find("empty.wav"), lines.find("vanished.wav"));
  beam::Pipeline without;
  auto none = without | MatchFiles(folder_.path() + "/good*") | LoadAudio();
  none.failed | WriteFailures(path);
  Run(without);
  EXPECT_EQ(beam::io::ReadFile(path), "");  // Not the last run's.
}

TEST_F(LoadAudioTest, MatchingNothingIsAnErrorUnlessAllowed) {
  beam::Pipeline p;
  p | MatchFiles(folder_.path() + "/*.nothing");
  const beam::PipelineResult result = Run(p);
  ASSERT_EQ(result.state, beam::JobState::kFailed);
  EXPECT_EQ(result.error->code(), beam::ErrorCode::kNotFound);
  EXPECT_THAT(result.error->message(), HasSubstr("*.nothing"));
  beam::Pipeline allowed;
  allowed | MatchFiles(folder_.path() + "/*.nothing", {.allow_empty = true});
  EXPECT_EQ(Run(allowed).state, beam::JobState::kDone);
}

TEST_F(LoadAudioTest, ASuffixChoosesAmongTheMatches) {
  beam::Pipeline p;
  p | MatchFiles(folder_.path() + "/**", {.suffix = ".WAV"});
  EXPECT_EQ(BooksOf(Run(p).metrics).matched, 7);
}

}  // namespace
}  // namespace klay
