#include "job_byt5/lyrics_embedding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/record/record.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"
#include "klay_beam/numpy/npz.h"

namespace job_byt5 {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Row {
  std::int64_t token = 0;
  double start = 0;
  double end = 0;
  std::vector<float> embedding;
};

LyricsEmbedding ThreeTokens() {
  return {.dim = 2,
          .tokens = {100, 35, 1},
          .starts = {0.5, 1, 2},
          .ends = {1, 2, 2},
          .values = {1, 2, 3, 4, 5, 6}};
}

TEST(LyricsEmbedding, AnNpzFileHasARowADimension) {
  const klay::NumpyArrays arrays = klay::DecodeNpz(EncodeNpz(ThreeTokens()));
  EXPECT_EQ(arrays.size(), 4U);
  EXPECT_EQ(arrays.at("byt5_embeds").shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_THAT(klay::ItemsOf<float>(arrays.at("byt5_embeds")), ElementsAre(1, 3, 5, 2, 4, 6));
  EXPECT_THAT(klay::ItemsOf<std::int64_t>(arrays.at("byt5_tokens")), ElementsAre(100, 35, 1));
  EXPECT_THAT(klay::ItemsOf<double>(arrays.at("starts")), ElementsAre(0.5, 1, 2));
  EXPECT_THAT(klay::ItemsOf<double>(arrays.at("ends")), ElementsAre(1, 2, 2));
}

TEST(LyricsEmbedding, ALargeOneIsTransposed) {
  LyricsEmbedding embedding{.dim = 100};
  embedding.tokens.resize(77);
  embedding.starts.resize(77);
  embedding.ends.resize(77);
  for (int i = 0; i < 7700; ++i) embedding.values.push_back(static_cast<float>(i));
  const auto items = klay::ItemsOf<float>(klay::DecodeNpz(EncodeNpz(embedding)).at("byt5_embeds"));
  ASSERT_EQ(items.size(), 7700U);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t expected = i % 77 * 100 + i / 77;
    ASSERT_EQ(items[i], static_cast<float>(expected));
  }
}

TEST(LyricsEmbedding, OfNothingAnNpzFileHasEmptyArrays) {
  const klay::NumpyArrays arrays = klay::DecodeNpz(EncodeNpz({.dim = 64}));
  EXPECT_EQ(arrays.at("byt5_embeds").shape, (std::vector<std::int64_t>{64, 0}));
  EXPECT_EQ(arrays.at("byt5_tokens").shape, (std::vector<std::int64_t>{0}));
}

std::vector<Row> RowsOf(const LyricsEmbedding& embedding) {
  const beam::testing::TemporaryFolder folder;
  const std::string path = folder.path() + "/a.parquet";
  beam::io::WriteFile(path, EncodeParquet(embedding));
  std::vector<Row> rows;
  beam::io::ParquetReader reader(path, beam::io::RecordTypeOf<Row>());
  for (std::int64_t group = 0; group < reader.num_row_groups(); ++group) {
    reader.OpenRowGroup(group);
    while (reader.NextRecord()) beam::io::ReadRecord(reader, rows.emplace_back());
  }
  return rows;
}

TEST(LyricsEmbedding, AParquetFileHasARowAToken) {
  const std::vector<Row> rows = RowsOf(ThreeTokens());
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[1].token, 35);
  EXPECT_EQ(rows[1].start, 1);
  EXPECT_EQ(rows[1].end, 2);
  EXPECT_THAT(rows[1].embedding, ElementsAre(3, 4));
  EXPECT_THAT(RowsOf({.dim = 2}), IsEmpty());
}

}  // namespace
}  // namespace job_byt5
