#include "beam/io/parquet/hive_partition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace beam::io {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

enum class Quality { kLow, kHigh };

struct Row {
  std::string text;
  Quality quality = Quality::kHigh;
  std::optional<std::int64_t> number = {};
  bool flag = true;
  double real = 0;
};

TEST(HivePartition, AFolderNamesAFieldAndItsValue) {
  const Row row{.text = "a b/ü", .number = -7};
  EXPECT_EQ(PartitionOfRecord(row, "text"), "text=a%20b%2F%C3%BC");
  EXPECT_EQ(PartitionOfRecord(row, "quality"), "quality=high");
  EXPECT_EQ(PartitionOfRecord(row, "number"), "number=-7");
  EXPECT_EQ(PartitionOfRecord(Row(), "number"), "number=__HIVE_DEFAULT_PARTITION__");
  EXPECT_EQ(PartitionOfRecord(row, "flag"), "flag=true");
}

TEST(HivePartition, APathGivesTheValuesBack) {
  EXPECT_THAT(
      PartitionsOfPath("gs://b/text=a%20b%2F%C3%BC/n=__HIVE_DEFAULT_PARTITION__/x=y.parquet"),
      ElementsAre(Pair("n", std::nullopt), Pair("text", "a b/ü")));
  EXPECT_THAT(PartitionsOfPath("/a=100%/b=%zz%4/c"),
              ElementsAre(Pair("a", "100%"), Pair("b", "%zz%4")));
  EXPECT_THAT(PartitionsOfPath("/plain/path"), ElementsAre());
}

TEST(HivePartition, OnlyWhatANameCanTellPartitions) {
  const RecordType row = RecordTypeOf<Row>();
  EXPECT_EQ(PartitionField(row, "quality").name, "quality");
  EXPECT_THROW(PartitionField(row, "real"), Error);
  EXPECT_THROW(PartitionField(row, "other"), Error);
  RecordType alone;
  alone.fields = {row.fields[0]};
  EXPECT_THROW(PartitionField(alone, "text"), Error);
}

TEST(HivePartition, ARowLosesOneField) {
  EXPECT_EQ(WithoutField(RecordTypeOf<Row>(), "text").Describe(),
            "row{quality: enum, number: int64?, flag: bool, real: double}");
}

}  // namespace
}  // namespace beam::io
