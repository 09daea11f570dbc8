#include "beam/io/json/read_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/direct/direct_runner.h"
#include "beam/io/json/write_json.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

using testing::Collect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAre;
using ::testing::UnorderedElementsAreArray;

struct Track {
  std::string path;
  double seconds = 0;
  std::optional<std::string> artist = {};
  auto operator<=>(const Track&) const = default;
};

class ReadJsonTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    WriteFile(folder_.path() + "/" + name, text);
    return folder_.path() + "/" + name;
  }

  std::vector<Track> Read(const ReadJson<Track>& read) {
    Pipeline p;
    auto tracks = Collect("Tracks", p | read);
    const PipelineResult result = direct::RunPipeline(p);
    EXPECT_EQ(result.state, JobState::kDone) << result.error->what();
    return tracks->values();
  }

  TemporaryFolder folder_;
};

TEST_F(ReadJsonTest, ReadsARecordOnEachLine) {
  const std::string path = Write("a.jsonl",
                                 "{\"path\":\"x\",\"seconds\":1.5}\r\n\n  \n"
                                 "{\"seconds\":2,\"artist\":\"z\",\"path\":\"y\"}");
  EXPECT_THAT(Read(ReadJson<Track>(path)),
              UnorderedElementsAre(Track{"x", 1.5}, Track{"y", 2, "z"}));
}

TEST_F(ReadJsonTest, ALineThatIsNoRecordEndsTheJobAndIsNamed) {
  const std::string path = Write("a.jsonl", "\n{\"path\":\"x\",\"seconds\":1}\n{\"path\":3}\n");
  Pipeline p;
  p | ReadJson<Track>(path);
  const PipelineResult result = direct::RunPipeline(p);
  EXPECT_EQ(result.error->code(), ErrorCode::kDataLoss);
  EXPECT_THAT(result.error->message(),
              HasSubstr("line 3 of " + path + ": field path: expected a string, found 3}"));
}

TEST_F(ReadJsonTest, FailedLinesMayBeAnOutput) {
  const std::string path = Write("a.jsonl", "{\"path\":\"x\",\"seconds\":1}\nnonsense\n{}\n");
  Pipeline p;
  auto [tracks, failed] = p | ReadJson<Track>(path).WithFailures();
  auto good = Collect("Good", tracks);
  auto bad = Collect("Bad", failed);
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_THAT(good->values(), ElementsAre(Track{"x", 1}));
  EXPECT_THAT(
      bad->values(),
      UnorderedElementsAre(FailedLine{path, 2, "expected an object, found nonsense", "nonsense"},
                           FailedLine{path, 3, "expected a field \"path\", found none", "{}"}));
}

TEST_F(ReadJsonTest, AByteOrderMarkDoesNotShiftTheNumbersOfLines) {
  const std::string path = Write("a.jsonl",
                                 "\xef\xbb\xbf"
                                 "bad\nworse\n");
  Pipeline p;
  auto [tracks, failed] = p | ReadJson<Track>(path).WithFailures();
  auto numbers =
      Collect("Numbers", failed | Map("Number", [](const FailedLine& f) { return f.line; }));
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_THAT(numbers->values(), UnorderedElementsAre(1, 2));
}

TEST_F(ReadJsonTest, LinesAreNumberedInTheWholeFileWhereverAPartBegins) {
  const std::string good = "{\"path\":\"" + std::string(1000, 'x') + "\",\"seconds\":1}\n";
  std::string text;
  std::vector<std::int64_t> expected;
  for (std::int64_t line = 1; line <= 5000; ++line) {
    const bool is_bad = line % 700 < 2;
    text += is_bad ? "bad\n" : line % 10 == 0 ? "\n" : good;
    if (is_bad) expected.push_back(line);
  }
  const ReadableFile file{FileSystemFor("/").Stat(Write("a", text))};
  const internal::JsonLines lines({});
  std::vector<std::int64_t> found;
  for (std::int64_t unit = 0; unit < lines.NumUnits(file); ++unit) {
    UnitTracker units({unit, unit + 1});
    lines.ForEach(
        file, units,
        [](JsonReader& line) {
          Track track;
          ReadRecord(line, track);
        },
        [] {}, [&](FailedLine&& line) { found.push_back(line.line); });
  }
  EXPECT_EQ(found, expected);
}

TEST_F(ReadJsonTest, AnErrorOfALaterStepIsNoFailedLine) {
  const std::string path = Write("a", "{\"path\":\"x\",\"seconds\":1}");
  Pipeline p;
  auto [tracks, failed] = p | ReadJson<Track>(path).WithFailures();
  tracks | Map("Fail", [](const Track& track) -> int {
    throw Error(ErrorCode::kDataLoss, "broken: " + track.path);
  });
  const PipelineResult result = direct::RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(), HasSubstr("step \"Fail\" failed"));
}

TEST_F(ReadJsonTest, UnknownFieldsCanBeRefused) {
  const std::string path = Write("a", "{\"path\":\"x\",\"seconds\":1,\"year\":1999}");
  EXPECT_THAT(Read(ReadJson<Track>(path)), ElementsAre(Track{"x", 1}));
  Pipeline p;
  p | ReadJson<Track>(path, {.unknown_fields = UnknownFields::kRefuse});
  EXPECT_THAT(direct::RunPipeline(p).error->message(), HasSubstr("found \"year\""));
}

TEST_F(ReadJsonTest, ReadsWhatWriteJsonWrites) {
  std::vector<Track> tracks;
  for (int i = 0; i < 1000; ++i) {
    tracks.push_back({"p\n" + std::to_string(i), i / 7.0});
    if (i % 3 == 0) tracks.back().artist = "ä";
  }
  Pipeline p;
  auto names = Collect(
      "Names", p | Create("Tracks", tracks) |
                   WriteJson(folder_.path() + "/tracks", {.suffix = ".jsonl.gz", .num_shards = 3}));
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_EQ(names->values().size(), 3U);
  EXPECT_THAT(Read(ReadJson<Track>(folder_.path() + "/tracks-*-of-00003.jsonl.gz")),
              UnorderedElementsAreArray(tracks));
}

TEST_F(ReadJsonTest, ANameThatIsNotUtf8IsAnErrorThatSaysWhatToDo) {
  Pipeline p;
  p | Create("Tracks", {Track{"\xff.wav", 1}}) | WriteJson(folder_.path() + "/out");
  const PipelineResult result = direct::RunPipeline(p);
  EXPECT_EQ(result.error->code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(result.error->message(), HasSubstr("make the field beam::Bytes"));
}

}  // namespace
}  // namespace beam::io
