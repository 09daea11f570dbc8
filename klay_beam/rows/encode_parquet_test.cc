#include "klay_beam/rows/encode_parquet.h"

#include <gtest/gtest.h>

#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace klay {
namespace {

struct Bar {
  std::string name;
  double seconds = 0;
};

std::vector<Bar> ReadBack(const std::string& bytes) {
  const beam::testing::TemporaryFolder folder;
  beam::io::WriteFile(folder.path() + "/rows.parquet", bytes);
  beam::io::ParquetReader reader(folder.path() + "/rows.parquet", beam::io::RecordTypeOf<Bar>());
  std::vector<Bar> rows;
  for (std::int64_t group = 0; group < reader.num_row_groups(); ++group) {
    reader.OpenRowGroup(group);
    while (reader.NextRecord()) beam::io::ReadRecord(reader, rows.emplace_back());
  }
  return rows;
}

TEST(EncodeParquet, RowsComeBack) {
  const std::vector<Bar> rows =
      ReadBack(EncodeParquet<Bar>({{.name = "ä", .seconds = 1.5}, {.name = "", .seconds = -2}}));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].name, "ä");
  EXPECT_EQ(rows[0].seconds, 1.5);
  EXPECT_EQ(rows[1].seconds, -2);
}

TEST(EncodeParquet, NoRowsAreAFileToo) {
  EXPECT_TRUE(ReadBack(EncodeParquet<Bar>({})).empty());
}

}  // namespace
}  // namespace klay
