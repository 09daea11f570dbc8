#include "job_byt5/byt5_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <filesystem>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/numpy/npz.h"
#include "klay_beam/text/byt5_encoder.h"
#include "klay_beam/text/byt5_tokenizer.h"

namespace job_byt5 {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kTwoLines = R"({"language": "en", "model": "tiny", "version": "1", "lyrics": [
  {"start": 0.5, "end": 1.5, "words": [{"word": " Love", "start": 0.5, "end": 1, "probability": 1},
                                       {"word": " me", "start": 1, "end": 1.5}]},
  {"start": 9, "end": 10, "words": [{"word": " Thank", "start": 9, "end": 9.5},
                                    {"word": " you.", "start": 9.5, "end": 10}]},
  {"start": 20, "end": 21, "words": [{"word": " do", "start": 20, "end": 21}]}]})";

/// Runs the job's main function on a folder of transcripts.
class Byt5JobTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& bytes) {
    beam::io::WriteFile(In(name), bytes);
  }
  std::string In(const std::string& name) const { return folder_.path() + "/in/" + name; }
  std::string Out(const std::string& name) const { return folder_.path() + "/" + name; }

  /// The exit status; what was printed is in output_ and errors_.
  int Run(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.begin(), std::string("--model_dir=") + TINY_BYT5);
    return RunWith(std::move(arguments));
  }

  int RunWith(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"job_byt5", "--match_pattern=" + In("**")});
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int status = klay::JobMain<Options>(static_cast<int>(argv.size()), argv.data(), Build);
    output_ = ::testing::internal::GetCapturedStdout();
    errors_ = ::testing::internal::GetCapturedStderr();
    return status;
  }

  klay::NumpyArrays Arrays(const std::string& name) const {
    return klay::DecodeNpz(beam::io::ReadFile(In(name)));
  }

  /// Makes a file look as if it were written an hour after the others.
  void Touch(const std::string& name) {
    fs::last_write_time(In(name), fs::file_time_type::clock::now() + std::chrono::hours(1));
  }

  beam::testing::TemporaryFolder folder_;
  std::string output_;
  std::string errors_;
};

/// The encoder's embeddings of a text and its end, [dim x length].
std::vector<float> EmbeddingsOf(std::string_view text) {
  const klay::Byt5Encoder encoder(TINY_BYT5);
  std::vector<klay::Byt5Encoder::Tokens> sequences = {klay::TokenizeByt5(text)};
  sequences[0].push_back(klay::kByt5End);
  const klay::Tensor embeddings = encoder.Encode(sequences)[0];
  const auto values = embeddings.values<float>();
  const std::size_t length = sequences[0].size();
  std::vector<float> by_dimension(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    by_dimension[i % 64 * length + i / 64] = values[i];
  }
  return by_dimension;
}

/// Columns `first` and on of [64 x length], `count` of them, are those of the text.
void ExpectColumns(const klay::NumpyArray& array, std::size_t first, std::string_view text) {
  const auto found = klay::ItemsOf<float>(array);
  const auto length = static_cast<std::size_t>(array.shape.at(1));
  const std::vector<float> expected = EmbeddingsOf(text);
  const std::size_t count = text.size() + 1;
  for (std::size_t dimension = 0; dimension < 64; ++dimension) {
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_NEAR(found[dimension * length + first + i], expected[dimension * count + i], 1e-5)
          << text << ": dimension " << dimension << ", token " << i;
    }
  }
}

TEST_F(Byt5JobTest, EachLineIsEmbeddedForItself) {
  Write("a.whisper.json", kTwoLines);
  ASSERT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("1 matched = 0 skipped + 1 done + 0 failed"));
  EXPECT_THAT(output_, HasSubstr("11 tokens embedded, 1 lines left out"));
  const klay::NumpyArrays arrays = Arrays("a.whisper-byt5.npz");
  // "Love me" and an end, "do" and an end; "Thank you." is left out.
  ASSERT_EQ(arrays.at("byt5_embeds").shape, (std::vector<std::int64_t>{64, 11}));
  EXPECT_EQ(arrays.at("byt5_embeds").dtype, "<f4");
  ExpectColumns(arrays.at("byt5_embeds"), 0, "Love me");
  ExpectColumns(arrays.at("byt5_embeds"), 8, "do");
  EXPECT_THAT(klay::ItemsOf<std::int64_t>(arrays.at("byt5_tokens")),
              ElementsAre(79, 114, 121, 104, 35, 112, 104, 1, 103, 114, 1));
  EXPECT_THAT(klay::ItemsOf<double>(arrays.at("starts")),
              ElementsAre(0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1.5, 20, 20, 21));
  EXPECT_THAT(klay::ItemsOf<double>(arrays.at("ends")),
              ElementsAre(1, 1, 1, 1, 1.5, 1.5, 1.5, 1.5, 21, 21, 21));
}

TEST_F(Byt5JobTest, AWindowIsEmbeddedAsOneText) {
  Write("a.whisper.json", kTwoLines);
  ASSERT_EQ(Run({"--context=window", "--hallucinations=|"}), 0) << errors_;
  const klay::NumpyArrays arrays = Arrays("a.whisper-byt5.npz");
  ASSERT_EQ(arrays.at("byt5_embeds").shape, (std::vector<std::int64_t>{64, 22}));
  ExpectColumns(arrays.at("byt5_embeds"), 0, "Love me\nThank you.\ndo");
}

TEST_F(Byt5JobTest, ASecondRunSkipsWhatIsDone) {
  Write("a.whisper.json", kTwoLines);
  Write("deep/b [x].whisper.json", kTwoLines);
  Write("a.wav", "nothing of this job's");
  ASSERT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("2 matched = 0 skipped + 2 done + 0 failed"));
  const std::string first = beam::io::ReadFile(In("a.whisper-byt5.npz"));
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("2 matched = 2 skipped + 0 done + 0 failed"));
  EXPECT_EQ(Run({"--overwrite"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("2 matched = 0 skipped + 2 done + 0 failed"));
  EXPECT_EQ(beam::io::ReadFile(In("a.whisper-byt5.npz")), first);
}

TEST_F(Byt5JobTest, TheBytesDoNotHangOnHowItRuns) {
  Write("a.whisper.json", kTwoLines);
  const std::string other = R"({"lyrics": [{"words": [{"word": "oh", "start": 1, "end": 2}]}]})";
  for (int i = 0; i < 20; ++i) Write("b" + std::to_string(i) + ".whisper.json", other);
  ASSERT_EQ(Run(), 0) << errors_;
  const std::string first = beam::io::ReadFile(In("a.whisper-byt5.npz"));
  ASSERT_EQ(Run({"--overwrite", "--direct_encode_every_edge", "--direct_num_workers=1"}), 0)
      << errors_;
  EXPECT_THAT(output_, HasSubstr("21 matched = 0 skipped + 21 done + 0 failed"));
  EXPECT_EQ(beam::io::ReadFile(In("a.whisper-byt5.npz")), first);
}

TEST_F(Byt5JobTest, ANewerTranscriptIsDoneAgain) {
  Write("a.whisper.json", kTwoLines);
  Write("b.whisper.json", kTwoLines);
  ASSERT_EQ(Run(), 0) << errors_;
  Touch("a.whisper.json");
  EXPECT_EQ(Run({"--check_timestamp=false"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("2 matched = 2 skipped + 0 done + 0 failed"));
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("2 matched = 1 skipped + 1 done + 0 failed"));
}

TEST_F(Byt5JobTest, LyricsOfNothingAreDone) {
  Write("none.whisper.json", R"({"lyrics": []})");
  Write("bye.whisper.json", R"({"lyrics": [{"words": [{"word": "Bye.", "start": 1, "end": 2}]}]})");
  Write("no words.whisper.json", R"({"lyrics": [{"start": 0, "end": 1, "words": []}]})");
  ASSERT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("3 matched = 0 skipped + 3 done + 0 failed"));
  for (const char* name : {"none", "bye", "no words"}) {
    const klay::NumpyArrays arrays = Arrays(std::string(name) + ".whisper-byt5.npz");
    EXPECT_EQ(arrays.at("byt5_embeds").shape, (std::vector<std::int64_t>{64, 0})) << name;
    EXPECT_EQ(arrays.at("byt5_tokens").shape, (std::vector<std::int64_t>{0})) << name;
  }
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("3 matched = 3 skipped + 0 done + 0 failed"));
}

TEST_F(Byt5JobTest, BrokenTranscriptsAreFailuresThatSayWhere) {
  Write("good.whisper.json", kTwoLines);
  Write("empty.whisper.json", "");
  Write("cut.whisper.json", std::string(kTwoLines).substr(0, 200));
  Write("latin.whisper.json",
        "{\"lyrics\": [{\"words\": [{\"word\": \"\xfc\", \"start\": 0, \"end\": 1}]}]}");
  Write("untimed.whisper.json", R"({"lyrics": [{"words": [{"word": "a"}]}]})");
  Write("other.whisper.json", R"([1, 2])");
  EXPECT_EQ(Run({"--failures=" + Out("failures.jsonl"), "--report=" + Out("report.json")}), 0);
  EXPECT_THAT(output_, HasSubstr("6 matched = 0 skipped + 1 done + 5 failed"));
  const std::string failures = beam::io::ReadFile(Out("failures.jsonl"));
  for (const char* name : {"empty", "cut", "latin", "untimed", "other"}) {
    EXPECT_THAT(failures, HasSubstr(std::string(name) + ".whisper.json")) << name;
    EXPECT_FALSE(fs::exists(In(std::string(name) + ".whisper-byt5.npz"))) << name;
  }
  EXPECT_THAT(failures, AllOf(HasSubstr("UTF-8"), HasSubstr("lyrics[0].words[0]")));
  EXPECT_THAT(beam::io::ReadFile(Out("report.json")), HasSubstr("\"failed\": 5"));
  EXPECT_TRUE(fs::exists(In("good.whisper-byt5.npz")));
}

TEST_F(Byt5JobTest, ManyWordsAndLongOnesAreDone) {
  std::string line = R"({"lyrics": [{"words": [)";
  for (int i = 0; i < 5000; ++i) {
    line += R"({"word": " word", "start": )" + std::to_string(i) + R"(, "end": 99999},)";
  }
  line += R"({"word": ")" + std::string(10000, 'x') + R"(", "start": 1, "end": 2}]}]})";
  Write("a.whisper.json", line);
  ASSERT_EQ(Run({"--max_tokens=100"}), 0) << errors_;
  const klay::NumpyArrays arrays = Arrays("a.whisper-byt5.npz");
  // 19 words with spaces between make 94 bytes and an end; the long one fills windows of 99 bytes.
  const std::int64_t of_words = 263 * 95 + (3 * 5 - 1) + 1;
  const std::int64_t of_long_one = 10000 + 102;
  EXPECT_EQ(arrays.at("byt5_tokens").shape, (std::vector<std::int64_t>{of_words + of_long_one}));
}

TEST_F(Byt5JobTest, TablesAreWrittenAsWell) {
  Write("a.whisper.json", kTwoLines);
  ASSERT_EQ(Run({"--target_suffix=.byt5.parquet"}), 0) << errors_;
  EXPECT_EQ(beam::io::ReadFile(In("a.byt5.parquet")).substr(0, 4), "PAR1");
  EXPECT_EQ(Run({"--target_suffix=.byt5.parquet"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("1 matched = 1 skipped"));
}

TEST_F(Byt5JobTest, TargetsMayLieBelowAnotherFolder) {
  Write("deep/a.lyrics.json", kTwoLines);
  ASSERT_EQ(Run({"--audio_suffix=.lyrics.json", "--source_dir=" + Out("in"),
                 "--target_dir=" + Out("out")}),
            0)
      << errors_;
  EXPECT_TRUE(fs::exists(Out("out/deep/a.whisper-byt5.npz")));
}

TEST_F(Byt5JobTest, TwoFilesOfOneTargetAreNotBothWritten) {
  Write("a.whisper.json", kTwoLines);
  Write("a.WHISPER.json", kTwoLines);
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("2 matched = 0 skipped + 1 done + 1 failed"));
}

TEST_F(Byt5JobTest, AFileThatCannotBeWrittenFails) {
  Write("a.whisper.json", kTwoLines);
  Write("out", "a file where the folder should be");
  EXPECT_EQ(Run({"--source_dir=" + Out("in"), "--target_dir=" + In("out")}), 1);
  EXPECT_THAT(output_, HasSubstr("1 matched = 0 skipped + 0 done + 1 failed"));
}

TEST_F(Byt5JobTest, ADryRunCountsAndNeedsNoModel) {
  Write("a.whisper.json", kTwoLines);
  Write("b.whisper.json", kTwoLines);
  EXPECT_EQ(RunWith({"--model_dir=/nowhere", "--dry_run"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("2 that a run would work on"));
  EXPECT_FALSE(fs::exists(In("a.whisper-byt5.npz")));
}

TEST_F(Byt5JobTest, WithoutAModelNothingIsWritten) {
  Write("a.whisper.json", kTwoLines);
  EXPECT_EQ(RunWith({"--model_dir=/nowhere"}), 1);
  EXPECT_THAT(errors_, HasSubstr("/nowhere/model.json"));
  EXPECT_FALSE(fs::exists(In("a.whisper-byt5.npz")));
}

TEST_F(Byt5JobTest, WrongOptionsAreTold) {
  EXPECT_EQ(Run({"--target_suffix=.csv"}), 2);
  EXPECT_THAT(errors_, HasSubstr("--target_suffix ends in .npz or .parquet"));
  EXPECT_EQ(Run({"--max_tokens=3"}), 2);
  EXPECT_THAT(errors_, HasSubstr("--max_tokens is from 5 to 8192: found 3"));
  EXPECT_EQ(Run({"--context=song"}), 2);
  EXPECT_EQ(RunWith({}), 2);
  EXPECT_THAT(errors_, HasSubstr("model_dir"));
}

}  // namespace
}  // namespace job_byt5
