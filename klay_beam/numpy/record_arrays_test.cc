#include "klay_beam/numpy/record_arrays.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "beam/base/error.h"

namespace klay {
namespace {

using beam::Error;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

enum class Mood { kCalm, kLoud };

struct Row {
  std::string name;
  Mood mood = Mood::kLoud;
  std::int8_t level = -3;
  std::uint16_t port = 65535;
  std::int64_t frames = 1LL << 40;
  float gain = 0.5F;
  double time = 0.25;
  bool is_new = true;
  beam::Timestamp at = {5};
  beam::Duration length = {-6};
  std::vector<float> vector = {};
  std::vector<std::array<int, 2>> pairs = {};
};

struct Embedded {
  std::vector<std::string> words;
  NumpyArray embedding;
  int count = 0;
};

std::string MessageOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.message();
  }
  return "nothing was thrown";
}

TEST(RecordArrays, ManyRecordsAreArraysWithTheirIndexFirst) {
  RecordArrays writer(beam::io::RecordTypeOf<Row>());
  for (int i = 0; i < 2; ++i) {
    const Row row{.name = i == 0 ? "a" : "bcd",
                  .vector = {1.0F * static_cast<float>(i), 2, 3},
                  .pairs = {{i, 1}, {2, 3}}};
    beam::io::WriteRecord(row, writer);
    writer.EndRecord();
  }
  const NumpyArrays arrays = writer.Take(/*is_one=*/false);
  ASSERT_EQ(arrays.size(), 12U);
  EXPECT_THAT(TextsOf(arrays.at("name")), ElementsAre("a", "bcd"));
  EXPECT_THAT(TextsOf(arrays.at("mood")), ElementsAre("loud", "loud"));
  EXPECT_THAT(ItemsOf<std::int8_t>(arrays.at("level")), ElementsAre(-3, -3));
  EXPECT_THAT(ItemsOf<std::uint16_t>(arrays.at("port")), ElementsAre(65535, 65535));
  EXPECT_THAT(ItemsOf<std::int64_t>(arrays.at("frames")), ElementsAre(1LL << 40, 1LL << 40));
  EXPECT_THAT(ItemsOf<bool>(arrays.at("is_new")), ElementsAre(true, true));
  EXPECT_EQ(arrays.at("at").dtype, "<M8[us]");
  EXPECT_EQ(arrays.at("length").dtype, "<m8[us]");
  EXPECT_THAT(arrays.at("vector").shape, ElementsAre(2, 3));
  EXPECT_THAT(ItemsOf<float>(arrays.at("vector")), ElementsAre(0, 2, 3, 1, 2, 3));
  EXPECT_THAT(arrays.at("pairs").shape, ElementsAre(2, 2, 2));
  EXPECT_THAT(ItemsOf<int>(arrays.at("pairs")), ElementsAre(0, 1, 2, 3, 1, 1, 2, 3));
}

TEST(RecordArrays, NoRecordsAreArraysOfNone) {
  RecordArrays writer(beam::io::RecordTypeOf<Row>());
  const NumpyArrays arrays = writer.Take(/*is_one=*/false);
  EXPECT_THAT(arrays.at("gain").shape, ElementsAre(0));
  EXPECT_THAT(arrays.at("name").shape, ElementsAre(0));
  EXPECT_THAT(arrays.at("vector").shape, ElementsAre(0, 0));
}

TEST(RecordArrays, OneRecordHasNoIndexOfItsOwn) {
  const std::vector<float> values = {1, 2, 3, 4};
  const NumpyArrays arrays = ArraysOf(Embedded{
      .words = {"so", "it", "is"}, .embedding = ArrayOf<float>(values, {2, 2}), .count = 9});
  EXPECT_THAT(arrays.at("words").shape, ElementsAre(3));
  EXPECT_THAT(arrays.at("embedding").shape, ElementsAre(2, 2));
  EXPECT_THAT(arrays.at("count").shape, ElementsAre());
  EXPECT_THAT(ItemsOf<int>(arrays.at("count")), ElementsAre(9));
}

TEST(RecordArrays, ListsThatDifferInLengthAreRefused) {
  RecordArrays writer(beam::io::RecordTypeOf<Row>());
  beam::io::WriteRecord(Row{.name = "a", .vector = {1}}, writer);
  writer.EndRecord();
  EXPECT_THAT(MessageOf([&] {
                beam::io::WriteRecord(Row{.name = "b", .vector = {1, 2}}, writer);
              }),
              HasSubstr("expected 1, found 2 in field vector"));
}

struct Formless {
  int fine = 0;
  std::optional<int> maybe = {};
  std::vector<beam::Bytes> blobs = {};
  std::map<std::string, int> counts = {};
};

TEST(RecordArrays, FieldsWithoutAFormAreRefusedByName) {
  EXPECT_THAT(MessageOf([] { RecordArrays writer(beam::io::RecordTypeOf<Formless>()); }),
              HasSubstr("found maybe: int32?, blobs: list<bytes>, counts: map<string, int32>"));
}

}  // namespace
}  // namespace klay
