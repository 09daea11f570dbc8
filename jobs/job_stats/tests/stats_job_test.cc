#include "job_stats/stats_job.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>

#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/record/record.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "job_stats/file_stats.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/synthesis.h"

namespace job_stats {
namespace {

namespace fs = std::filesystem;
using klay::AudioFormat;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

/// Runs the job's main function on a folder of sound and broken files.
class StatsJobTest : public ::testing::Test {
 protected:
  StatsJobTest() {
    const std::string flac = Encoded(AudioFormat::kFlac, 44100, 2, 1);
    Write("a.flac", flac);
    Write("deep/copy [of] a.flac", flac);
    Write("b.wav", Encoded(AudioFormat::kWav, 16000, 1, 3));
    Write("c\n\"<&>\".mp3", Encoded(AudioFormat::kMp3, 44100, 2, 1));
    Write("silent.wav", klay::Encode(klay::Audio::FromPlanar("", 8000, 1, std::vector<float>(8000)),
                                     AudioFormat::kWav));
    Write("loud.wav",
          klay::Encode(klay::Audio::FromPlanar("", 8000, 1, std::vector<float>(8000, 1)),
                       AudioFormat::kWav));
    Write("half.flac", flac.substr(0, flac.size() / 2));
    Write("none.wav", "this is no music");
  }

  static std::string Encoded(AudioFormat format, int rate, int channels, double seconds) {
    return klay::Encode(klay::Synthesize(klay::Signal::kNoise, rate, channels, seconds, 1), format);
  }
  void Write(const std::string& name, const std::string& bytes) {
    beam::io::WriteFile(In(name), bytes);
  }
  std::string In(const std::string& name) const { return folder_.path() + "/in/" + name; }
  std::string Out(const std::string& name) const { return folder_.path() + "/" + name; }

  /// The exit status; what was printed is in output_ and errors_.
  int Run(std::vector<std::string> arguments = {}) {
    arguments.insert(arguments.end(),
                     {"--match_pattern=" + In("**"), "--table=" + Out("stats.parquet"),
                      "--html=" + Out("stats.html")});
    return RunWith(std::move(arguments));
  }

  int RunWith(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"job_stats", "--direct_num_workers=2"});
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    const int status = klay::JobMain<Options>(static_cast<int>(argv.size()), argv.data(), Build);
    output_ = ::testing::internal::GetCapturedStdout();
    errors_ = ::testing::internal::GetCapturedStderr();
    return status;
  }

  /// The rows of the table, by what is behind the folder in their path.
  std::map<std::string, FileStats> Rows() const {
    std::map<std::string, FileStats> rows;
    beam::io::ParquetReader reader(Out("stats.parquet"), beam::io::RecordTypeOf<FileStats>());
    for (std::int64_t group = 0; group < reader.num_row_groups(); ++group) {
      reader.OpenRowGroup(group);
      while (reader.NextRecord()) {
        FileStats stats;
        beam::io::ReadRecord(reader, stats);
        rows[PathOf(stats).substr(In("").size())] = stats;
      }
    }
    return rows;
  }

  beam::testing::TemporaryFolder folder_;
  std::string output_;
  std::string errors_;
};

TEST_F(StatsJobTest, TheTableHasARowAFileThatIsAudio) {
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_,
              HasSubstr("8 matched = 0 skipped + 7 done + 1 failed; 1 of the done damaged"));
  const auto rows = Rows();
  ASSERT_THAT(rows, SizeIs(7));
  const FileStats& a = rows.at("a.flac");
  EXPECT_EQ(a.container, "flac");
  EXPECT_EQ(a.codec, "flac");
  EXPECT_EQ(a.sample_rate, 44100);
  EXPECT_EQ(a.channels, 2);
  EXPECT_EQ(a.bit_depth, 16);
  EXPECT_DOUBLE_EQ(a.seconds, 1);
  EXPECT_TRUE(a.loudness.has_value());
  EXPECT_EQ(a.content_hash, rows.at("deep/copy [of] a.flac").content_hash);
  EXPECT_NE(a.content_hash, rows.at("half.flac").content_hash);
  EXPECT_EQ(a.content_hash.size(), 32U);
  EXPECT_FALSE(rows.at("silent.wav").loudness.has_value());
  EXPECT_DOUBLE_EQ(rows.at("silent.wav").silent_seconds, 1);
  EXPECT_EQ(rows.at("loud.wav").clipped_samples, 8000);
  EXPECT_TRUE(rows.at("half.flac").damage.has_value());
  EXPECT_DOUBLE_EQ(rows.at("b.wav").seconds, 3);
}

TEST_F(StatsJobTest, ASecondRunMeasuresOnlyWhatIsNewOrChanged) {
  ASSERT_EQ(Run(), 0) << errors_;
  const auto first = Rows();
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("8 matched = 7 skipped + 0 done + 1 failed"));
  EXPECT_THAT(Rows(), SizeIs(7));
  EXPECT_EQ(Rows().at("a.flac").content_hash, first.at("a.flac").content_hash);
  fs::remove(In("b.wav"));
  Write("new.wav", Encoded(AudioFormat::kWav, 8000, 1, 1));
  Write("loud.wav", Encoded(AudioFormat::kWav, 8000, 1, 2));
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("8 matched = 5 skipped + 2 done + 1 failed"));
  const auto rows = Rows();
  EXPECT_EQ(rows.count("b.wav"), 0U);
  EXPECT_DOUBLE_EQ(rows.at("loud.wav").seconds, 2);
  EXPECT_EQ(Run({"--overwrite"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("8 matched = 0 skipped + 7 done + 1 failed"));
}

TEST_F(StatsJobTest, NamesOfAnyBytesAreKnownAgain) {
  Write("not \xff utf8.wav", Encoded(AudioFormat::kWav, 8000, 1, 1));
  ASSERT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(Rows().at("not \xff utf8.wav").path, HasSubstr("not \\xff utf8.wav"));
  EXPECT_EQ(Run(), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("9 matched = 8 skipped + 0 done + 1 failed"));
}

TEST_F(StatsJobTest, ABrowserShowsThePagesNumbers) {
  if (std::system("command -v chromium-headless-shell > /dev/null") != 0) {
    GTEST_SKIP() << "there is no chromium-headless-shell; bin/setup installs it";
  }
  ASSERT_EQ(Run(), 0) << errors_;
  const std::string command = "cd " + folder_.path() +
                              " && HOME=$PWD chromium-headless-shell --no-sandbox --disable-gpu"
                              " --dump-dom file://$PWD/stats.html > dom.html 2> dom.log";
  ASSERT_EQ(std::system(command.c_str()), 0) << beam::io::ReadFile(Out("dom.log"));
  const std::string dom = beam::io::ReadFile(Out("dom.html"));
  const auto number = [&](const std::string& id) {
    std::smatch found;
    std::regex_search(dom, found, std::regex("id=\"" + id + "\">([^<]*)<"));
    return found.empty() ? "" : found[1].str();
  };
  EXPECT_EQ(number("files"), "7");
  EXPECT_EQ(number("hours"), "0.00");
  EXPECT_EQ(number("silent_files"), "1");
  EXPECT_EQ(number("clipped_files"), "1");
  EXPECT_EQ(number("extra_files"), "1");
  EXPECT_EQ(number("damaged_files"), "1");
  EXPECT_EQ(number("failed_files"), "1");
  // Histograms: lengths from 1 to 2 s and from 2 to 5 s.
  EXPECT_THAT(dom, HasSubstr("data-key=\"1\" data-files=\"5\""));
  EXPECT_THAT(dom, HasSubstr("<tr data-key=\"44100\"><td>44100 Hz</td><td class=\"n\">4</td>"));
  EXPECT_THAT(dom, HasSubstr("copy [of] a.flac"));
  EXPECT_THAT(dom, HasSubstr("none.wav"));
}

TEST_F(StatsJobTest, ThePageHoldsWhateverNamesThereAre) {
  Write("<script>alert(1)</script>.wav", "no music");
  ASSERT_EQ(Run(), 0) << errors_;
  const std::string page = beam::io::ReadFile(Out("stats.html"));
  EXPECT_THAT(
      page, AllOf(HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"), Not(HasSubstr("<script>"))));
}

TEST_F(StatsJobTest, ADryRunCountsAndWritesNothing) {
  EXPECT_EQ(Run({"--dry_run"}), 0) << errors_;
  EXPECT_THAT(output_, HasSubstr("8 that a run would work on"));
  EXPECT_FALSE(fs::exists(Out("stats.parquet")));
  EXPECT_FALSE(fs::exists(Out("stats.html")));
}

TEST_F(StatsJobTest, FailuresComeBackAsAManifest) {
  ASSERT_EQ(Run({"--failures=" + Out("failed.jsonl"), "--report=" + Out("report.json")}), 0);
  EXPECT_THAT(beam::io::ReadFile(Out("failed.jsonl")), HasSubstr("none.wav"));
  EXPECT_THAT(beam::io::ReadFile(Out("report.json")), HasSubstr("\"failed\": 1"));
  EXPECT_EQ(RunWith({"--manifest=" + Out("failed.jsonl"), "--table=" + Out("again.parquet"),
                     "--html=" + Out("again.html")}),
            1);
  EXPECT_THAT(output_, HasSubstr("1 matched"));
  EXPECT_THAT(errors_, HasSubstr("every input failed"));
}

TEST_F(StatsJobTest, WrongOptionsAreTold) {
  EXPECT_EQ(RunWith({"--match_pattern=" + In("**"), "--table=stats.csv"}), 2);
  EXPECT_THAT(errors_, HasSubstr("--table ends in .parquet"));
  beam::io::WriteFile(Out("stats.parquet"), "no table");
  EXPECT_EQ(Run(), 1);
  EXPECT_THAT(errors_, HasSubstr("stats.parquet"));
}

}  // namespace
}  // namespace job_stats
