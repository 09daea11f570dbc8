#include "beam/io/record/record_type.h"

#include <gtest/gtest.h>

#include "beam/base/error.h"
#include "beam/io/record/record.h"

namespace beam::io {
namespace {

enum class Kind { kA };

struct Point {
  float x = 0;
  double y = 0;
  static constexpr FieldDoc kDocs[] = {{"y", "Up [m]."}};
};

struct Everything {
  bool a;
  std::int8_t b;
  std::uint64_t c;
  std::string d;
  Bytes e;
  Kind f;
  Timestamp g;
  Duration h;
  std::optional<int> i;
  std::vector<std::optional<Point>> j;
  std::array<float, 4> k;
  std::map<std::string, std::vector<int>> l;
  std::unordered_map<int, bool> m;
};

TEST(RecordType, IsReadOffThePlainStruct) {
  EXPECT_EQ(RecordTypeOf<Everything>().Describe(),
            "row{a: bool, b: int8, c: uint64, d: string, e: bytes, f: enum, g: timestamp, "
            "h: duration, i: int32?, j: list<row{x: float, y: double}?>, k: list<float, 4>, "
            "l: map<string, list<int32>>, m: map<int32, bool>}");
}

TEST(RecordType, KeepsWhatAStructSaysOfItsFields) {
  const RecordType type = RecordTypeOf<Point>();
  EXPECT_EQ(type.fields[0].doc, "");
  EXPECT_EQ(type.fields[1].doc, "Up [m].");
}

struct Tree {
  std::vector<Tree> below;
};

TEST(RecordType, AStructThatHoldsItselfHasNone) {
  EXPECT_THROW(RecordTypeOf<Tree>(), Error);
}

}  // namespace
}  // namespace beam::io
