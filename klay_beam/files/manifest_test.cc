#include "klay_beam/files/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "beam/base/error.h"
#include "beam/io/parquet/write_parquet.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/files/csv_line.h"
#include "klay_beam/transforms/failure_json.h"

namespace klay {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ManifestTest : public ::testing::Test {
 protected:
  /// The paths in a manifest of this name and content; what is wrong goes to faults_.
  std::vector<std::string> PathsIn(const std::string& name, const std::string& content) {
    const std::string path = folder_.path() + "/" + name;
    beam::io::WriteFile(path, content);
    std::vector<std::string> paths;
    faults_.clear();
    ReadManifest(path, [&](ManifestEntry&& entry) {
      if (entry.fault.empty()) {
        paths.push_back(entry.path);
      } else {
        faults_.push_back(entry.place.substr(folder_.path().size() + 1) + ": " + entry.fault);
      }
    });
    return paths;
  }

  beam::testing::TemporaryFolder folder_;
  std::vector<std::string> faults_;
};

TEST_F(ManifestTest, ATextHasAPathALine) {
  EXPECT_THAT(PathsIn("list.txt", "/a/b.wav\n\n c d \r\n[1]*.wav"),
              ElementsAre("/a/b.wav", " c d ", "[1]*.wav"));
}

TEST_F(ManifestTest, JsonLinesAreStringsOrObjects) {
  EXPECT_THAT(
      PathsIn("list.jsonl",
              "\"/a\"\n{\"path\": \"/b\", \"code\": \"data_loss\"}\n{\"path\": 3}\nnothing\n"),
      ElementsAre("/a", "/b"));
  EXPECT_THAT(faults_, ElementsAre("list.jsonl, line 3: neither a path nor an object with \"path\"",
                                   HasSubstr("list.jsonl, line 4: no JSON")));
}

TEST_F(ManifestTest, FailuresComeBackWhateverTheirNames) {
  std::string lines;
  const std::vector<std::string> names = {"/a b", "/two\nlines", "/\"quoted\"", "/\xff\xfe",
                                          "/f\xc3\xbcr"};
  for (const std::string& name : names) {
    lines += ToJson({.path = name, .step = "s", .code = "c", .message = "m"}) + "\n";
  }
  EXPECT_EQ(PathsIn("failures.jsonl", lines), names);
}

TEST_F(ManifestTest, JsonIsAnArrayOrAnObjectOfArrays) {
  EXPECT_THAT(PathsIn("list.json", R"(["/a", {"path": "/b"}])"), ElementsAre("/a", "/b"));
  EXPECT_THAT(PathsIn("list.json", R"({"train": ["/a"], "n": 2, "test": ["/b", 5]})"),
              ElementsAre("/b", "/a"));
  EXPECT_THAT(faults_, ElementsAre(HasSubstr("\"test\", entry 2")));
  EXPECT_THROW(PathsIn("list.json", "[\"/a\""), beam::Error);
}

TEST_F(ManifestTest, CsvHasAColumnOfPaths) {
  EXPECT_THAT(PathsIn("list.csv", "id,path,n\n1,/a,2\n2,\"/b,\"\"c\"\"\",3\n3\n"),
              ElementsAre("/a", "/b,\"c\""));
  EXPECT_THAT(faults_, ElementsAre("list.csv, line 4: no path in the line"));
  EXPECT_THAT(PathsIn("list.csv", "/a,1\n/b,2\n"), ElementsAre("/a", "/b"));
}

struct Track {
  std::int64_t id = 0;
  std::optional<std::string> path = {};
};
struct Pathless {
  std::string file;
};

/// The bytes of a Parquet file with these rows.
template <class Row>
std::string ParquetOf(const std::vector<Row>& rows) {
  const beam::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/rows.parquet";
  const auto file = beam::io::FileSystemFor(path).Create(path);
  beam::io::ParquetSink<Row> sink({});
  sink.Open(*file);
  for (const Row& row : rows) sink.Write(row);
  sink.Flush();
  file->Commit();
  return beam::io::ReadFile(path);
}

TEST_F(ManifestTest, ParquetHasAColumnOfPaths) {
  const std::vector<Track> tracks = {{1, "/a"}, {2, {}}, {3, "/b [c]"}};
  EXPECT_THAT(PathsIn("list.parquet", ParquetOf(tracks)), ElementsAre("/a", "/b [c]"));
  EXPECT_THAT(faults_, ElementsAre("list.parquet, row 2: no path in the row"));
  EXPECT_THROW(PathsIn("list.parquet", ParquetOf<Pathless>({{"/a"}})), beam::Error);
  EXPECT_THROW(PathsIn("list.parquet", ParquetOf(tracks).substr(0, 100)), beam::Error);
}

TEST_F(ManifestTest, NothingIsNothing) {
  for (const char* name : {"list.txt", "list.jsonl", "list.csv"}) {
    EXPECT_THAT(PathsIn(name, ""), IsEmpty());
  }
}

TEST_F(ManifestTest, OtherNamesAreRefused) {
  EXPECT_THROW(PathsIn("list.xml", "/a"), beam::Error);
  EXPECT_THROW(ReadManifest(folder_.path() + "/none.txt", [](ManifestEntry&&) {}), beam::Error);
}

TEST(CsvValues, AreBetweenCommas) {
  EXPECT_THAT(CsvValues("a,b"), ElementsAre("a", "b"));
  EXPECT_THAT(CsvValues(""), ElementsAre(""));
  EXPECT_THAT(CsvValues(",\"x,\"\"y\"\"\","), ElementsAre("", "x,\"y\"", ""));
}

}  // namespace
}  // namespace klay
