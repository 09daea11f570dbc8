// What pyarrow, from the wheel that our Arrow is from, makes of our files, and we of its.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "beam/direct/direct_runner.h"
#include "beam/io/parquet/read_parquet.h"
#include "beam/io/parquet/write_parquet.h"
#include "beam/io/whole_file.h"
#include "beam/testing/collect.h"
#include "beam/testing/python_program.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

namespace fs = std::filesystem;

using testing::Collect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAreArray;

enum class Quality { kLow, kHigh };

struct Span {
  double begin = 0;
  std::optional<std::string> label = {};
  auto operator<=>(const Span&) const = default;
};

struct Track {
  std::string path;
  std::int64_t frames = 0;
  float peak = 0;
  Quality quality = Quality::kHigh;
  Timestamp recorded = {};
  Bytes cover = {};
  std::vector<Span> spans = {};
  std::map<std::string, int> counts = {};
  std::array<float, 2> point = {};
  std::optional<int> year = {};

  static constexpr FieldDoc kDocs[] = {{"frames", "Samples of one channel."}};
};

Track Some(int i) {
  return {.path = "/a/" + std::to_string(i),
          .frames = 1000000007LL * i,
          .peak = 0.5F,
          .quality = i % 2 == 0 ? Quality::kLow : Quality::kHigh,
          .recorded = {1500000000000001 + i},
          .cover = {"\xff\x01"},
          .spans = {{1.5, "x"}, {2, {}}},
          .counts = {{"a", i}},
          .point = {0.25, -1},
          .year = i % 3 == 0 ? std::optional(1999) : std::nullopt};
}

class ParquetOutsideTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) { return folder_.path() + "/" + name; }

  /// Runs a Python program in the folder; returns what it prints.
  std::string Python(const std::string& program) {
    return beam::testing::RunPython(folder_.path(), PYARROW_FOLDER, program);
  }

  template <class T>
  std::vector<T> Read(const std::string& name) {
    Pipeline p;
    auto records = Collect("Records", p | ReadParquet<T>(PathOf(name)));
    const PipelineResult result = direct::RunPipeline(p);
    EXPECT_EQ(result.state, JobState::kDone) << result.error->what();
    return records->values();
  }

  TemporaryFolder folder_;
};

TEST_F(ParquetOutsideTest, PyarrowReadsWhatWeWrite) {
  auto file = FileSystemFor("/").Create(PathOf("tracks.parquet"));
  ParquetSink<Track> sink({});
  sink.Open(*file);
  for (int i : {6, 7}) sink.Write(Some(i));
  sink.Flush();
  file->Commit();
  const auto found = nlohmann::json::parse(Python(R"(
import json, pyarrow.parquet as pq
table = pq.read_table("tracks.parquet").sort_by("path")
rows = table.to_pylist()
for row in rows:
    row["recorded"] = row["recorded"].isoformat()
    row["cover"] = row["cover"].hex()
schema = table.schema
meta = pq.ParquetFile("tracks.parquet").metadata
print(json.dumps({
    "row": rows[0], "second": rows[1]["year"],
    "types": {field.name: str(field.type) for field in schema},
    "nullable": [field.name for field in schema if field.nullable],
    "doc": schema.field("frames").metadata[b"description"].decode(),
    "codec": meta.row_group(0).column(0).compression,
    "by": meta.created_by}))
)"));
  EXPECT_EQ(found["row"], nlohmann::json::parse(R"({
    "path": "/a/6", "frames": 6000000042, "peak": 0.5, "quality": "low",
    "recorded": "2017-07-14T02:40:00.000007+00:00", "cover": "ff01",
    "spans": [{"begin": 1.5, "label": "x"}, {"begin": 2.0, "label": null}],
    "counts": [["a", 6]], "point": [0.25, -1.0], "year": 1999})"));
  EXPECT_EQ(found["second"], nullptr);
  EXPECT_EQ(found["types"], nlohmann::json::parse(R"({
    "path": "string", "frames": "int64", "peak": "float", "quality": "string",
    "recorded": "timestamp[us, tz=UTC]", "cover": "binary",
    "spans": "list<element: struct<begin: double not null, label: string> not null>",
    "counts": "map<string, int32 ('counts')>",
    "point": "fixed_size_list<element: float not null>[2]",
    "year": "int32"})"));
  EXPECT_EQ(found["nullable"], nlohmann::json::parse(R"(["year"])"));
  EXPECT_EQ(found["doc"], "Samples of one channel.");
  EXPECT_EQ(found["codec"], "ZSTD");
  EXPECT_EQ(found["by"], "klay_beam");
}

struct Foreign {
  std::int64_t id = 0;
  std::string name;
  std::optional<Quality> quality = {};
  Timestamp at = {};
  std::optional<Span> span = {};
  std::vector<std::optional<int>> sizes = {};
  auto operator<=>(const Foreign&) const = default;
};

std::vector<Foreign> AllForeign() {
  std::vector<Foreign> all;
  for (int i = 0; i < 1000; ++i) {
    Foreign one{.id = i, .name = "n" + std::to_string(i % 7), .at = {i}};
    if (i % 3 < 2) one.quality = i % 3 == 0 ? Quality::kLow : Quality::kHigh;
    if (i % 2 == 1) one.span = Span{i / 2.0, "s"};
    if (i % 5 != 0) one.sizes = {i, std::nullopt};
    all.push_back(std::move(one));
  }
  return all;
}

TEST_F(ParquetOutsideTest, WeReadWhatPyarrowWrites) {
  // Types that are not ours: narrower, of nanoseconds, large, dictionaries; and columns we do not
  // ask for, all in several row groups.
  Python(R"(
import pyarrow as pa, pyarrow.parquet as pq
n = 1000
table = pa.table({
    "ignored": pa.array([{"deep": [i]} for i in range(n)]),
    "id": pa.array(range(n), pa.uint16()),
    "name": pa.array(["n%d" % (i % 7) for i in range(n)], pa.large_string()),
    "quality": pa.array([["low", "high", None][i % 3] for i in range(n)]).dictionary_encode(),
    "at": pa.array([i * 1000 + 999 for i in range(n)], pa.timestamp("ns")),
    "span": pa.array([{"label": "s", "extra": 1, "begin": i / 2} if i % 2 else None
                      for i in range(n)]),
    "sizes": pa.array([[i, None] if i % 5 else [] for i in range(n)], pa.large_list(pa.int32())),
})
pq.write_table(table, "foreign.parquet", row_group_size=300, compression="snappy",
               version="2.6", data_page_version="2.0", coerce_timestamps=None)
)");
  EXPECT_THAT(Read<Foreign>("foreign.parquet"), UnorderedElementsAreArray(AllForeign()));
}

TEST_F(ParquetOutsideTest, ReadsWhatWriteParquetWritesInManyShards) {
  Pipeline p;
  auto names =
      Collect("Names", p | Create("Records", AllForeign()) |
                           WriteParquet(PathOf("t"), {.suffix = ".parquet", .num_shards = 3}));
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_EQ(names->values().size(), 3U);
  EXPECT_THAT(Read<Foreign>("t-*.parquet"), UnorderedElementsAreArray(AllForeign()));
}

TEST_F(ParquetOutsideTest, NoRecordsAreAFileThatHasTheSchema) {
  Pipeline p;
  p | Create("Spans", std::vector<Span>()) | WriteParquet(PathOf("t"));
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_EQ(Python("import pyarrow.parquet as pq\n"
                   "t = pq.read_table('t-00000-of-00001.parquet')\n"
                   "print(t.num_rows, t.schema.names[0])"),
            "0 begin\n");
  EXPECT_THAT(Read<Span>("t-*"), ElementsAre());
}

TEST_F(ParquetOutsideTest, AnotherSchemaEndsTheJobBeforeItBegins) {
  Pipeline writing;
  writing | Create("Spans", {Span{1}}) | WriteParquet(PathOf("s"));
  ASSERT_EQ(direct::RunPipeline(writing).state, JobState::kDone);
  Pipeline p;
  p | ReadParquet<Foreign>(PathOf("s-*"));
  const PipelineResult result = direct::RunPipeline(p);
  EXPECT_EQ(result.error->code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(result.error->message(), HasSubstr("on the restriction of element"));
  EXPECT_THAT(result.error->message(), HasSubstr("field id is not in the file"));
}

struct Spoken {
  std::int64_t id = 0;
  std::string language;
  std::optional<int> year = {};
  double seconds = 0;
  auto operator<=>(const Spoken&) const = default;

  static constexpr FieldDoc kDocs[] = {{"seconds", "Length of the audio [s]."}};
};

std::vector<Spoken> AllSpoken() {
  std::vector<Spoken> all;
  for (int i = 0; i < 60; ++i) {
    Spoken one{.id = i, .language = i % 3 == 0 ? "en" : "a/b = c%", .seconds = i / 2.0};
    if (i % 2 == 0) one.year = 2000 + i % 4;
    all.push_back(one);
  }
  return all;
}

TEST_F(ParquetOutsideTest, PyarrowFindsThePartitions) {
  Pipeline p;
  p | Create("Spoken", AllSpoken()) |
      WriteParquet(PathOf("spoken/part"), {.suffix = ".parquet"}, {.partition_by = "language"});
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_EQ(Python(R"(
import os, pyarrow.parquet as pq, pyarrow.dataset as ds
print(sorted(os.listdir("spoken")))
table = pq.read_table("spoken").sort_by("id")
print(table.num_rows, sorted(set(table.column("language").to_pylist())), table.column("id")[59])
print(pq.ParquetFile(ds.dataset("spoken").files[0]).schema_arrow.names)
english = ds.dataset("spoken", partitioning="hive").to_table(filter=ds.field("language") == "en")
print(english.num_rows)
)"),
            "['language=a%2Fb%20%3D%20c%25', 'language=en']\n"
            "60 ['a/b = c%', 'en'] 59\n"
            "['id', 'year', 'seconds']\n"
            "20\n");
  EXPECT_THAT(Read<Spoken>("spoken/**.parquet"), UnorderedElementsAreArray(AllSpoken()));
}

TEST_F(ParquetOutsideTest, WeFindThePartitionsOfPyarrow) {
  Pipeline p;
  p | Create("Spoken", AllSpoken()) | WriteParquet(PathOf("one"), {.num_shards = 1});
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  Python(R"(
import pyarrow.parquet as pq
pq.write_to_dataset(pq.read_table("one-00000-of-00001"), "parted",
                    partition_cols=["year", "language"])
)");
  EXPECT_THAT(Read<Spoken>("parted/**.parquet"), UnorderedElementsAreArray(AllSpoken()));
  fs::rename(PathOf("parted/year=2002"), PathOf("parted/year=soon"));
  Pipeline other;
  other | ReadParquet<Spoken>(PathOf("parted/**.parquet"));
  const PipelineResult result = direct::RunPipeline(other);
  ASSERT_TRUE(result.error.has_value());
  EXPECT_THAT(result.error->message(), HasSubstr("soon"));
}

struct OnlyLanguage {
  std::string language;
  auto operator<=>(const OnlyLanguage&) const = default;
};
struct Unspoken {
  std::int64_t id = 0;
  std::optional<double> gain = {};
};

TEST_F(ParquetOutsideTest, AFolderTellsWhatItCanAndNoMore) {
  Pipeline p;
  p | Create("Spoken", AllSpoken()) |
      WriteParquet(PathOf("gain=high/part"), {.suffix = ".parquet"}, {.partition_by = "language"});
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_EQ(Read<OnlyLanguage>("gain=high/**.parquet").size(), 60U);
  for (const Unspoken& one : Read<Unspoken>("gain=high/**.parquet")) {
    EXPECT_FALSE(one.gain.has_value()) << one.id;
  }
}

TEST_F(ParquetOutsideTest, OnlySomeFieldsPartition) {
  Pipeline p;
  auto records = p | Create("Spoken", AllSpoken());
  const auto message = [&](const std::string& field) -> std::string {
    try {
      records | WriteParquet(PathOf("x"), {}, {.partition_by = field});
      return "taken";
    } catch (const Error& error) {
      return error.message();
    }
  };
  EXPECT_THAT(message("speaker"), HasSubstr("a field of the struct"));
  EXPECT_THAT(message("seconds"), HasSubstr("a string, an enum, an integer or a bool"));
}

TEST_F(ParquetOutsideTest, FilesAreRolledBySize) {
  Pipeline p;
  auto names = Collect(
      "Names", p | Create("Spoken", AllSpoken()) | WriteParquet(PathOf("r"), {.roll_bytes = 1000}));
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_GT(names->values().size(), 2U);
  EXPECT_LT(names->values().size(), 20U);
  EXPECT_THAT(Read<Spoken>("r-*"), UnorderedElementsAreArray(AllSpoken()));
}

TEST_F(ParquetOutsideTest, FilesTellOfThemselvesAndOfUnits) {
  Pipeline p;
  p | Create("Spoken", AllSpoken()) |
      WriteParquet(PathOf("m"), {.num_shards = 1}, {.metadata = {{"job", "stats"}, {"a", "b"}}});
  ASSERT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  EXPECT_EQ(Python(R"(
import pyarrow.parquet as pq
schema = pq.read_schema("m-00000-of-00001")
print(sorted(schema.metadata.items()), schema.field("seconds").metadata[b"units"].decode(),
      schema.field("id").metadata)
)"),
            "[(b'a', b'b'), (b'job', b'stats')] s None\n");
}

struct Timed {
  Timestamp at;
};

TEST_F(ParquetOutsideTest, ATimeThatMicrosecondsCannotHoldIsNamed) {
  Python(R"(
import pyarrow as pa, pyarrow.parquet as pq
table = pa.table({"at": pa.array([0, 2**61], pa.timestamp("ms"))})
pq.write_table(table, "times.parquet")
)");
  Pipeline p;
  p | ReadParquet<Timed>(PathOf("times.parquet"));
  const PipelineResult result = direct::RunPipeline(p);
  ASSERT_EQ(result.state, JobState::kFailed);
  EXPECT_THAT(result.error->message(),
              ::testing::AllOf(HasSubstr("row 1 of row group 0 of " + PathOf("times.parquet")),
                               HasSubstr("field at: expected a time")));
}

}  // namespace
}  // namespace beam::io
