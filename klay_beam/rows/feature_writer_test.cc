#include "klay_beam/rows/feature_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "beam/direct/direct_runner.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/python_program.h"
#include "beam/testing/temporary_folder.h"

namespace klay {
namespace {

using beam::io::ReadFile;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Track {
  std::string path;
  double seconds = 0;
  std::vector<float> embedding = {};
  std::string language = "en";

  static constexpr beam::FieldDoc kDocs[] = {{"seconds", "Length of the audio [s]."}};
};

std::vector<Track> Tracks() {
  std::vector<Track> tracks;
  for (int i = 0; i < 6; ++i) {
    tracks.push_back({.path = "/in/" + std::to_string(i),
                      .seconds = i / 2.0,
                      .embedding = {static_cast<float>(i), 1},
                      .language = i % 2 == 0 ? "en" : "de"});
  }
  return tracks;
}

class FeatureWriterTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) const { return folder_.path() + "/" + name; }

  std::string Python(const std::string& program) {
    return beam::testing::RunPython(folder_.path(), PYTHON_FOLDERS, program);
  }

  void Write(const std::vector<Track>& tracks, const FeatureWriterOptions& options) {
    beam::Pipeline p;
    RunReport::Of(p)->Describe("tracks", std::nullopt);
    auto [files, failed] = p | beam::Create("Tracks", tracks) | FeatureWriter<Track>(options);
    const auto names = beam::testing::Collect("Files", files);
    const auto failures = beam::testing::Collect("Failures", failed);
    const beam::PipelineResult result = beam::direct::RunPipeline(p, {.direct_num_workers = 2});
    ASSERT_EQ(result.state, beam::JobState::kDone) << result.error->what();
    files_ = names->values();
    failed_ = failures->values();
    books_ = BooksOf(result.metrics);
  }

  beam::testing::TemporaryFolder folder_;
  std::vector<std::string> files_;
  std::vector<Failure> failed_;
  Books books_;
};

TEST_F(FeatureWriterTest, AParquetFileSaysWhereItIsFrom) {
  Write(Tracks(), {.path = PathOf("t.parquet"), .metadata = {{"source", "/in/**"}}});
  EXPECT_THAT(files_, ElementsAre(PathOf("t.parquet")));
  const auto found = nlohmann::json::parse(Python(R"(
import json, pyarrow.parquet as pq
table = pq.read_table("t.parquet").sort_by("path")
meta = {k.decode(): v.decode() for k, v in table.schema.metadata.items()}
print(json.dumps({"rows": table.to_pylist(), "meta": meta,
                  "units": table.schema.field("seconds").metadata[b"units"].decode()}))
)"));
  EXPECT_EQ(found["rows"].size(), 6U);
  EXPECT_EQ(found["rows"][3]["seconds"], 1.5);
  EXPECT_EQ(found["rows"][3]["embedding"], nlohmann::json::parse("[3.0, 1.0]"));
  EXPECT_EQ(found["meta"]["job"], "tracks");
  EXPECT_EQ(found["meta"]["source"], "/in/**");
  EXPECT_EQ(found["meta"]["version"], "0.1.0");
  EXPECT_FALSE(found["meta"]["commit"].get<std::string>().empty());
  EXPECT_EQ(found["units"], "s");
}

TEST_F(FeatureWriterTest, ArraysOfNumPyHaveARowAnIndex) {
  Write(Tracks(), {.path = PathOf("t.npz"), .metadata = {{"source", "/in/**"}}});
  EXPECT_EQ(Python(R"(
import numpy as np
t = np.load("t.npz")
order = np.argsort(t["path"])
print(t["path"][order][5], t["seconds"][order].tolist(), t["embedding"].shape, t["embedding"].dtype)
print(dict(t["metadata"].tolist())["source"], dict(t["metadata"].tolist())["job"])
)"),
            "/in/5 [0.0, 0.5, 1.0, 1.5, 2.0, 2.5] (6, 2) float32\n/in/** tracks\n");
}

TEST_F(FeatureWriterTest, LinesAreJsonAndMayBeCompressed) {
  Write({Tracks()[1]}, {.path = PathOf("t.jsonl")});
  EXPECT_EQ(ReadFile(PathOf("t.jsonl")),
            "{\"path\":\"/in/1\",\"seconds\":0.5,\"embedding\":[1,1],\"language\":\"de\"}\n");
  Write(Tracks(), {.path = PathOf("t.jsonl.gz")});
  EXPECT_EQ(Python("import gzip; print(len(gzip.open('t.jsonl.gz').readlines()))"), "6\n");
}

TEST_F(FeatureWriterTest, BesideJsonLinesIsWhatTheyMean) {
  Write(Tracks(), {.path = PathOf("t.jsonl.gz"), .metadata = {{"source", "/in/**"}}});
  EXPECT_THAT(files_, ElementsAre(PathOf("t.jsonl.gz")));
  const auto found = nlohmann::json::parse(ReadFile(PathOf("t.schema.json")));
  EXPECT_EQ(found["metadata"]["job"], "tracks");
  EXPECT_EQ(found["metadata"]["source"], "/in/**");
  EXPECT_FALSE(found["metadata"]["commit"].get<std::string>().empty());
  EXPECT_EQ(found["fields"][0], nlohmann::json::parse(R"({"name": "path", "type": "string"})"));
  EXPECT_EQ(found["fields"][1]["type"], "double");
  EXPECT_EQ(found["fields"][1]["units"], "s");
  EXPECT_EQ(found["fields"].size(), 4U);
}

TEST_F(FeatureWriterTest, FilesAreShardedRolledAndPartitioned) {
  Write(Tracks(), {.path = PathOf("s.parquet"), .num_shards = 2});
  EXPECT_THAT(files_, SizeIs(2));
  Write(Tracks(), {.path = PathOf("r.parquet"), .num_shards = 0, .roll_bytes = 100});
  EXPECT_GT(files_.size(), 1U);
  Write(Tracks(), {.path = PathOf("p/t.parquet"), .parquet = {.partition_by = "language"}});
  EXPECT_THAT(files_, ::testing::UnorderedElementsAre(PathOf("p/language=de/t.parquet"),
                                                      PathOf("p/language=en/t.parquet")));
  EXPECT_EQ(Python("import pyarrow.parquet as pq\n"
                   "print(sorted(set(pq.read_table('p').column('language').to_pylist())))"),
            "['de', 'en']\n");
}

TEST_F(FeatureWriterTest, RowsThatAreNotFitAreFailuresOfTheirFiles) {
  std::vector<Track> tracks = Tracks();
  tracks[2].seconds = std::numeric_limits<double>::quiet_NaN();
  tracks[4].embedding = {1};
  Write(tracks, {.path = PathOf("t.parquet"), .list_lengths = {{"embedding", 2}}});
  ASSERT_THAT(failed_, SizeIs(2));
  std::ranges::sort(failed_, {}, &Failure::path);
  EXPECT_EQ(failed_[0].path, "/in/2");
  EXPECT_EQ(failed_[0].code, "invalid_argument");
  EXPECT_THAT(failed_[0].message, HasSubstr("field seconds: expected a finite number"));
  EXPECT_THAT(failed_[1].message,
              HasSubstr("field embedding: expected a list of 2, found one of 1"));
  EXPECT_EQ(books_.done, -2);
  EXPECT_EQ(books_.failed, 2);
  EXPECT_EQ(Python("import pyarrow.parquet as pq; print(pq.read_table('t.parquet').num_rows)"),
            "4\n");
  Write(tracks, {.path = PathOf("k.parquet"), .nan = NanPolicy::kKeep});
  EXPECT_THAT(failed_, IsEmpty());
}

TEST_F(FeatureWriterTest, OptionsThatMakeNoSenseAreRefused) {
  const auto message = [&](const FeatureWriterOptions& options) -> std::string {
    try {
      beam::Pipeline p;
      p | beam::Create("Tracks", Tracks()) | FeatureWriter<Track>(options);
      return "taken";
    } catch (const beam::Error& error) {
      return error.message();
    }
  };
  EXPECT_THAT(message({.path = PathOf("t.csv")}), HasSubstr("t.csv"));
  EXPECT_THAT(message({.path = PathOf("t.jsonl"), .parquet = {.partition_by = "language"}}),
              HasSubstr("only Parquet files are partitioned"));
  EXPECT_THAT(message({.path = PathOf("t.parquet"), .list_lengths = {{"path", 3}}}),
              HasSubstr("lists of a fixed length"));
  EXPECT_THAT(message({.path = PathOf("t.parquet"), .roll_bytes = 9}), HasSubstr("roll_bytes"));
}

struct Formless {
  std::map<std::string, int> counts;
};

TEST_F(FeatureWriterTest, AStructWithoutAFormInNumPyIsRefusedAtOnce) {
  beam::Pipeline p;
  auto rows = p | beam::Create("Rows", {Formless()});
  EXPECT_THROW(rows | FeatureWriter<Formless>({.path = PathOf("t.npz")}), beam::Error);
}

}  // namespace
}  // namespace klay
