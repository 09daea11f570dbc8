// The programs as people run them: in processes of their own, on real files.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace {

namespace fs = std::filesystem;
using beam::testing::TemporaryFolder;
using ::testing::HasSubstr;
using ::testing::Not;

struct Ended {
  int status;
  std::string output;  ///< Standard output and error together.
};

/// Starts a program with its output on `out`; returns its process id.
pid_t Start(std::vector<std::string> arguments, int out) {
  arguments[0] = std::string(PROGRAMS) + "/" + arguments[0];
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  dup2(out, STDOUT_FILENO);
  dup2(out, STDERR_FILENO);
  execv(argv[0], argv.data());
  _exit(127);
}

int StatusOf(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string ReadAll(int file) {
  std::string text;
  char buffer[4096];
  for (ssize_t n = 0; (n = read(file, buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(n));
  }
  return text;
}

Ended RunProgram(std::vector<std::string> arguments) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const pid_t child = Start(std::move(arguments), ends[1]);
  close(ends[1]);
  Ended ended{0, ReadAll(ends[0])};
  close(ends[0]);
  ended.status = StatusOf(child);
  return ended;
}

nlohmann::json ReportAt(const std::string& path) {
  return nlohmann::json::parse(beam::io::ReadFile(path));
}

TEST(TestSoundfile, FindsEveryFormatWorking) {
  const Ended ended = RunProgram({"test-soundfile"});
  EXPECT_EQ(ended.status, 0) << ended.output;
  for (const char* part : {"libsndfile", "libsoxr", "WAV", "FLAC", "Vorbis", "Opus", "MP3"}) {
    EXPECT_THAT(ended.output, HasSubstr(part));
  }
  EXPECT_THAT(ended.output, Not(HasSubstr("BROKEN")));
  EXPECT_EQ(RunProgram({"test-soundfile", "--what"}).status, 2);
}

class InspectAudio : public ::testing::Test {
 protected:
  /// Writes two seconds of a tone as `name` and returns its path.
  std::string Write(const std::string& name, klay::AudioFormat format) {
    const klay::Audio tone = klay::Synthesize(klay::Signal::kTone, 48000, 2, 2, 1);
    beam::io::WriteFile(folder_.path() + "/" + name, klay::Encode(tone, format));
    return folder_.path() + "/" + name;
  }

  TemporaryFolder folder_;
};

TEST_F(InspectAudio, PrintsATableForEachFile) {
  const Ended ended = RunProgram({"inspect_audio", Write("one.wav", klay::AudioFormat::kWav),
                                  Write("two words.mp3", klay::AudioFormat::kMp3)});
  EXPECT_EQ(ended.status, 0) << ended.output;
  for (const char* part :
       {"one.wav", "wav, pcm_s16, 16 bit", "two words.mp3", "mp3, mp3", "48000 Hz", "2 (stereo)",
        "2.000 s, 96000 frames", "LUFS", "0 samples", "0.000 s"}) {
    EXPECT_THAT(ended.output, HasSubstr(part));
  }
}

TEST_F(InspectAudio, PrintsJsonLines) {
  const Ended ended =
      RunProgram({"inspect_audio", "--json", Write("one.flac", klay::AudioFormat::kFlac)});
  EXPECT_EQ(ended.status, 0);
  const nlohmann::json found = nlohmann::json::parse(ended.output);
  EXPECT_EQ(found["codec"], "flac");
  EXPECT_EQ(found["bit_depth"], 16);
  EXPECT_EQ(found["frames"], 96000);
  EXPECT_EQ(found["layout"], "stereo");
  EXPECT_EQ(found["damaged"], false);
  EXPECT_TRUE(found["loudness_lufs"].is_number());
}

TEST_F(InspectAudio, DrawsAPicture) {
  const std::string picture = folder_.path() + "/picture.png";
  const std::string sound = Write("one.ogg", klay::AudioFormat::kVorbis);
  EXPECT_EQ(RunProgram({"inspect_audio", "--plot=" + picture, sound}).status, 0);
  EXPECT_THAT(beam::io::ReadFile(picture), ::testing::StartsWith("\x89PNG"));
  const Ended refused = RunProgram({"inspect_audio", "--plot=" + picture, sound, sound});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.output, HasSubstr("takes one file, found 2"));
  EXPECT_EQ(RunProgram({"inspect_audio", "--plot=/nowhere/x.png", sound}).status, 1);
}

TEST_F(InspectAudio, DoesNotDrawOverASound) {
  const std::string sound = Write("one.wav", klay::AudioFormat::kWav);
  const std::string bytes = beam::io::ReadFile(sound);
  const Ended ended = RunProgram({"inspect_audio", "--plot", sound, sound});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.output, HasSubstr("must end in .png"));
  EXPECT_EQ(beam::io::ReadFile(sound), bytes);
}

TEST_F(InspectAudio, ShowsNoControlCharactersOfAFile) {
  const klay::Audio tone = klay::Synthesize(klay::Signal::kTone, 48000, 1, 0.5, 1);
  const std::string sound = folder_.path() + "/a\x1b[2Jb.flac";
  const klay::EncodeOptions options = {
      .tags = {{"title", "two\nlines \x1b[31m"}, {"artist", "Łódź"}}};
  beam::io::WriteFile(sound, klay::Encode(tone, klay::AudioFormat::kFlac, options));
  const Ended ended = RunProgram({"inspect_audio", sound});
  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, Not(HasSubstr("\x1b")));
  EXPECT_THAT(ended.output, HasSubstr("Łódź"));
  EXPECT_THAT(ended.output, HasSubstr(R"(two\nlines)"));
}

TEST_F(InspectAudio, TellsWhatItCannotDecode) {
  const std::string text = folder_.path() + "/text.wav";
  beam::io::WriteFile(text, "no audio at all");
  const Ended ended =
      RunProgram({"inspect_audio", text, "/nowhere", Write("one.wav", klay::AudioFormat::kWav)});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.output, HasSubstr("no known audio format"));
  EXPECT_THAT(ended.output, HasSubstr("/nowhere"));
  EXPECT_THAT(ended.output, HasSubstr("48000 Hz"));
  EXPECT_EQ(RunProgram({"inspect_audio"}).status, 2);
  EXPECT_EQ(RunProgram({"inspect_audio", "--help"}).status, 0);
}

TEST(InspectModel, PrintsWhatAModelTakesAndGives) {
  const Ended ended = RunProgram({"inspect_model", TEST_MODELS "/project.onnx"});
  EXPECT_EQ(ended.status, 0) << ended.output;
  for (const char* part : {"input    x  float32[batch, 3]", "output   hidden  float32[batch, 2]",
                           "output   size    int64[1]", "author: klay_beam"}) {
    EXPECT_THAT(ended.output, HasSubstr(part));
  }
}

TEST(InspectModel, PrintsJsonLines) {
  const Ended ended = RunProgram({"inspect_model", "--json", TEST_MODELS "/project.onnx"});
  EXPECT_EQ(ended.status, 0) << ended.output;
  const nlohmann::json found = nlohmann::json::parse(ended.output);
  EXPECT_EQ(found["inputs"][0]["name"], "x");
  EXPECT_EQ(found["inputs"][0]["shape"], nlohmann::json({"batch", "3"}));
  EXPECT_EQ(found["metadata"]["task"], "a product, \"quoted\"");
  EXPECT_TRUE(found["load_seconds"].is_number());
}

TEST(InspectModel, TellsWhatItCannotLoad) {
  TemporaryFolder folder;
  beam::io::WriteFile(folder.path() + "/text.onnx", "no model at all");
  const Ended ended = RunProgram(
      {"inspect_model", folder.path() + "/text.onnx", "/nowhere", TEST_MODELS "/running_sum.onnx"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.output, HasSubstr("data_loss: cannot load the model"));
  EXPECT_THAT(ended.output, HasSubstr("there is no model: /nowhere"));
  EXPECT_THAT(ended.output, HasSubstr("float32[batch, length]"));
  EXPECT_EQ(RunProgram({"inspect_model"}).status, 2);
  EXPECT_EQ(RunProgram({"inspect_model", "--help"}).status, 0);
}

TEST(InspectModel, TellsWhyAGpuCannotBeUsed) {
  const Ended ended =
      RunProgram({"inspect_model", "--device=cuda:99", TEST_MODELS "/project.onnx"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.output, HasSubstr("not_found: device cuda:99 cannot be used"));
}

TEST(CreateTestAudioFiles, GivesTheSameSamplesForTheSameSeed) {
  TemporaryFolder folder;
  for (const char* name : {"a", "b"}) {
    EXPECT_EQ(RunProgram({"create_test_audio_files", "--out=" + folder.path() + "/" + name,
                          "--count=10", "--seconds=2"})
                  .status,
              0);
  }
  RunProgram({"create_test_audio_files", "--out=" + folder.path() + "/other", "--count=10",
              "--seconds=2", "--seed=2"});
  std::map<std::string, int> suffixes;
  int differing = 0;
  for (const auto& entry : fs::directory_iterator(folder.path() + "/a")) {
    const std::string name = entry.path().filename();
    ++suffixes[entry.path().extension()];
    const klay::Audio a = klay::DecodeFile(entry.path()).audio;
    const klay::Audio b = klay::DecodeFile(folder.path() + "/b/" + name).audio;
    const klay::Audio other = klay::DecodeFile(folder.path() + "/other/" + name).audio;
    EXPECT_NEAR(a.seconds(), 2, 0.001) << name;
    EXPECT_TRUE(std::ranges::equal(a.samples(), b.samples())) << name;
    differing += std::ranges::equal(a.samples(), other.samples()) ? 0 : 1;
  }
  EXPECT_EQ(suffixes.size(), 5U);
  EXPECT_GE(differing, 7);  // A chirp has nothing to draw.
}

TEST(CreateTestAudioFiles, SaysWhatIsWrongWithItsFlags) {
  EXPECT_THAT(RunProgram({"create_test_audio_files"}).output, HasSubstr("--out"));
  const Ended ended = RunProgram({"create_test_audio_files", "--out=/tmp/x", "--formats=wav,mp9"});
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.output, HasSubstr("found \"mp9\""));
}

TEST(RunExample, SumsGoodFilesAndAccountsForBrokenOnes) {
  TemporaryFolder folder;
  const std::string audio = folder.path() + "/some audio";
  RunProgram({"create_test_audio_files", "--out=" + audio, "--count=10", "--seconds=2"});
  beam::io::WriteFile(audio + "/broken [1].wav", "RIFFxxxxWAVE");
  beam::io::WriteFile(audio + "/empty.mp3", "");
  const std::string report = folder.path() + "/report.json";
  const Ended ended =
      RunProgram({"run_example", "--match_pattern=" + audio + "/**", "--report=" + report,
                  "--failures=" + folder.path() + "/failures.jsonl"});
  EXPECT_EQ(ended.status, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("total: 20 s"));
  EXPECT_THAT(ended.output, HasSubstr("12 matched = 0 skipped + 10 done + 2 failed"));
  EXPECT_THAT(ended.output, Not(HasSubstr("\r")));  // No progress into a pipe.
  const auto json = ReportAt(report);
  EXPECT_EQ(json["job"], "run_example");
  EXPECT_EQ(json["matched"], 12);
  EXPECT_EQ(json["failures"].size(), 2U);
  EXPECT_NEAR(json["audio_seconds"].get<double>(), 20, 0.01);
  EXPECT_THAT(beam::io::ReadFile(folder.path() + "/failures.jsonl"), HasSubstr("broken [1].wav"));
}

TEST(RunExample, ASuffixLeavesTheOthersOut) {
  TemporaryFolder folder;
  RunProgram({"create_test_audio_files", "--out=" + folder.path(), "--count=10", "--seconds=0.1"});
  EXPECT_THAT(
      RunProgram({"run_example", "--match_pattern=" + folder.path() + "/*", "--audio_suffix=.flac"})
          .output,
      HasSubstr("2 matched = 0 skipped + 2 done"));
}

TEST(RunExample, NothingToDoIsAnError) {
  TemporaryFolder folder;
  const Ended ended = RunProgram({"run_example", "--match_pattern=" + folder.path() + "/*.wav"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.output, HasSubstr("no file matches"));
}

TEST(RunExample, EveryFileBrokenIsAFailedJob) {
  TemporaryFolder folder;
  beam::io::WriteFile(folder.path() + "/a.wav", "no audio");
  EXPECT_EQ(RunProgram({"run_example", "--match_pattern=" + folder.path() + "/*"}).status, 1);
}

TEST(RunExample, AReportThatCannotBeWrittenIsAnError) {
  TemporaryFolder folder;
  RunProgram({"create_test_audio_files", "--out=" + folder.path(), "--count=1", "--seconds=0.1"});
  const Ended ended = RunProgram(
      {"run_example", "--match_pattern=" + folder.path() + "/*", "--report=/proc/nowhere/r.json"});
  EXPECT_EQ(ended.status, 1);
  EXPECT_THAT(ended.output, HasSubstr("/proc/nowhere/r.json"));
}

/// Enough work that a job over it is still running when it has shown its progress once.
void MakeMuchWork(const std::string& folder) {
  const std::string flac = klay::Encode(klay::Synthesize(klay::Signal::kNoise, 44100, 2, 60, 1),
                                        klay::AudioFormat::kFlac);
  beam::io::WriteFile(folder + "/0.flac", flac);
  for (int i = 1; i < 2000; ++i) {
    fs::create_hard_link(folder + "/0.flac", folder + "/" + std::to_string(i) + ".flac");
  }
}

TEST(RunExample, OnATerminalItShowsProgressAndCtrlCStopsItWithAReport) {
  TemporaryFolder folder;
  const std::string audio = folder.path() + "/audio";
  fs::create_directory(audio);
  MakeMuchWork(audio);
  int terminal = -1;
  int program_side = -1;
  ASSERT_EQ(openpty(&terminal, &program_side, nullptr, nullptr, nullptr), 0);
  const std::string report = folder.path() + "/report.json";
  const pid_t child =
      Start({"run_example", "--match_pattern=" + audio + "/*", "--report=" + report}, program_side);
  close(program_side);
  std::string output;
  char buffer[4096];
  bool stopped = false;
  for (ssize_t n = 0; (n = read(terminal, buffer, sizeof(buffer))) > 0;) {
    output.append(buffer, static_cast<std::size_t>(n));
    if (!stopped && output.find(" of 2000 files") != std::string::npos) {
      stopped = true;
      kill(child, SIGINT);
    }
  }
  close(terminal);
  EXPECT_EQ(StatusOf(child), 130);
  EXPECT_TRUE(stopped) << output;
  EXPECT_THAT(output, HasSubstr("x real time"));
  EXPECT_THAT(output, HasSubstr("stopped before its end"));
  const auto json = ReportAt(report);
  EXPECT_EQ(json["state"], "cancelled");
  EXPECT_EQ(json["matched"], 2000);
  EXPECT_GT(json["unprocessed"], 0);
  EXPECT_EQ(json["done"].get<int>() + json["unprocessed"].get<int>(), 2000);
}

}  // namespace
