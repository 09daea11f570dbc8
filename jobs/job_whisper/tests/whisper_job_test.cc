// The job on folders of speech by espeak-ng, with published weights; skipped where these are
// missing.

#include "job_whisper/whisper_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/record/record.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/inference/installed_model.h"
#include "klay_beam/inference/testing/why_no_model.h"
#include "klay_beam/speech/testing/speech_signals.h"
#include "klay_beam/speech/transcript_rows.h"

namespace job_whisper {
namespace {

namespace fs = std::filesystem;
using beam::io::ReadFile;
using klay::AudioFormat;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Runs the job's main function on a folder of its own.
class WhisperJobTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& bytes) {
    beam::io::WriteFile(In(name), bytes);
  }
  void WriteSound(const std::string& name, std::vector<float> samples, AudioFormat format) {
    Write(name, klay::Encode(klay::Audio::FromPlanar("", 16000, 1, std::move(samples)), format));
  }
  /// The beginning of a signal: one sentence.
  static std::vector<float> OneSentence() {
    std::vector<float> samples = klay::testing::SpeechSignal("sentences");
    samples.resize(std::size_t{5} * 16000);
    return samples;
  }
  std::string In(const std::string& name) const { return folder_.path() + "/" + name; }
  bool Has(const std::string& name) const { return fs::exists(In(name)); }

  /// The exit status; what was printed is in output_ and errors_.
  int Run(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(),
                     {"job_whisper", "--direct_num_workers=2", "--match_pattern=" + In("**"),
                      "--model=whisper-tiny.en", "--device=cpu", "--beam_size=1"});
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int status = klay::JobMain<Options>(static_cast<int>(argv.size()), argv.data(), Build);
    output_ = ::testing::internal::GetCapturedStdout();
    errors_ = ::testing::internal::GetCapturedStderr();
    return status;
  }

  beam::testing::TemporaryFolder folder_;
  std::string output_;
  std::string errors_;
};

/// With models, and something to speak.
class TranscribingJobTest : public WhisperJobTest {
 protected:
  void SetUp() override {
    if (!klay::testing::CanSpeak())
      GTEST_SKIP() << "there is no espeak-ng or no sox; see bin/setup";
    for (const char* const model : {"silero-vad", "whisper-tiny.en"}) {
      if (const auto why = klay::testing::WhyNoModel(model)) GTEST_SKIP() << *why;
    }
  }
};

TEST_F(TranscribingJobTest, EachFileGetsItsTranscriptAndASecondRunSkipsAll) {
  WriteSound("speech.wav", klay::testing::SpeechSignal("sentences"), AudioFormat::kWav);
  WriteSound("deep/Sprache [ä].flac", klay::testing::SpeechSignal("sentences"), AudioFormat::kFlac);
  WriteSound("silence.wav", klay::testing::Silence(2), AudioFormat::kWav);
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("3 matched = 0 skipped + 3 done + 0 failed"));
  const json transcript = json::parse(ReadFile(In("speech.whisper.json")));
  EXPECT_EQ(transcript["language"], "en");
  EXPECT_EQ(transcript["model"], "whisper-tiny.en");
  EXPECT_EQ(transcript["version"], std::string(klay::kVersion));
  std::string text;
  double last = 0;
  for (const json& line : transcript["lyrics"]) {
    for (const json& word : line["words"]) {
      text += word["word"].get<std::string>() + " ";
      EXPECT_GE(word["start"], last);
      EXPECT_GE(word["end"], word["start"]);
      last = word["start"];
    }
  }
  EXPECT_THAT(text, HasSubstr("weather was fine"));
  EXPECT_THAT(text, HasSubstr("forget the tickets"));
  EXPECT_LT(last, 14.7);  // Where the last speech ends.
  EXPECT_EQ(ReadFile(In("deep/Sprache [ä].whisper.json")), ReadFile(In("speech.whisper.json")));
  EXPECT_THAT(json::parse(ReadFile(In("silence.whisper.json")))["lyrics"], IsEmpty());

  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("6 matched = 6 skipped + 0 done + 0 failed"));
}

TEST_F(TranscribingJobTest, EveryFormatIsWrittenUnderItsName) {
  WriteSound("a.wav", OneSentence(), AudioFormat::kWav);
  for (const char* const format : {"srt", "vtt", "txt", "parquet"}) {
    EXPECT_EQ(Run({"--audio_suffix=.wav", std::string("--format=") + format}), 0) << errors_;
  }
  EXPECT_THAT(ReadFile(In("a.srt")), HasSubstr("1\n00:00:0"));
  EXPECT_THAT(ReadFile(In("a.vtt")), HasSubstr("WEBVTT\n\n00:00:0"));
  EXPECT_THAT(ReadFile(In("a.txt")), HasSubstr("weather was fine"));
  beam::io::ParquetReader reader(In("a.whisper.parquet"), beam::io::RecordTypeOf<klay::WordRow>());
  ASSERT_EQ(reader.num_row_groups(), 1);
  reader.OpenRowGroup(0);
  std::vector<klay::WordRow> rows;
  while (reader.NextRecord()) beam::io::ReadRecord(reader, rows.emplace_back());
  ASSERT_EQ(rows.size(), 11U);  // "The weather was fine, and nobody wanted to stay at home."
  EXPECT_EQ(rows[0].path, In("a.wav"));
  EXPECT_EQ(rows[0].language, "en");
  EXPECT_FALSE(Has("a.whisper.json"));
}

TEST_F(TranscribingJobTest, WhatIsNoAudioFailsAloneAndHalfAFileIsDamaged) {
  WriteSound("a.flac", OneSentence(), AudioFormat::kFlac);
  const std::string flac = ReadFile(In("a.flac"));
  Write("half.flac", flac.substr(0, flac.size() / 2));
  Write("none.flac", "this is no music");
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_,
              HasSubstr("3 matched = 0 skipped + 2 done + 1 failed; 1 of the done damaged"));
  EXPECT_TRUE(Has("half.whisper.json"));
  EXPECT_FALSE(Has("none.whisper.json"));
  EXPECT_EQ(Run({"--damaged=fail", "--overwrite", "--target_dir=" + In("out"),
                 "--source_dir=" + folder_.path(), "--audio_suffix=.flac"}),
            0)
      << errors_;
  EXPECT_THAT(output_, HasSubstr("3 matched = 0 skipped + 1 done + 2 failed"));
  EXPECT_TRUE(Has("out/a.whisper.json"));
  EXPECT_FALSE(Has("out/half.whisper.json"));
}

TEST_F(WhisperJobTest, AModelThatIsNotInstalledFailsTheJobBeforeAnyFileIsTouched) {
  WriteSound("a.wav", klay::testing::Silence(1), AudioFormat::kWav);
  fs::create_directory(In("models"));
  EXPECT_EQ(Run({"--model_dir=" + In("models")}), 1);
  EXPECT_THAT(errors_, HasSubstr("bin/models"));
  EXPECT_FALSE(Has("a.whisper.json"));
}

TEST_F(WhisperJobTest, ADryRunCountsAndWritesNothing) {
  WriteSound("a.wav", klay::testing::Silence(1), AudioFormat::kWav);
  EXPECT_EQ(Run({"--dry_run", "--model_dir=/nowhere"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("1 that a run would work on"));
  EXPECT_FALSE(Has("a.whisper.json"));
}

TEST_F(WhisperJobTest, WrongOptionsAreTold) {
  WriteSound("a.wav", klay::testing::Silence(1), AudioFormat::kWav);
  EXPECT_EQ(Run({"--vad_onset=0.3"}), 2);
  EXPECT_THAT(errors_, HasSubstr("0 < offset <= onset < 1"));
  EXPECT_EQ(Run({"--batch_size=0"}), 2);
  EXPECT_THAT(errors_, HasSubstr("--batch_size is at least 1: found 0"));
  EXPECT_EQ(Run({"--format=docx"}), 2);
  EXPECT_THAT(errors_, HasSubstr("docx"));
}

}  // namespace
}  // namespace job_whisper
