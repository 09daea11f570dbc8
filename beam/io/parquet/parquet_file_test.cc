#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <random>

#include "beam/base/error.h"
#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/parquet/write_parquet.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

enum class Quality { kLow, kVeryHigh };

struct Part {
  std::string name;
  std::optional<double> level;
  auto operator<=>(const Part&) const = default;
};

struct Everything {
  bool flag = false;
  std::int8_t i8 = 0;
  std::int16_t i16 = 0;
  std::int32_t i32 = 0;
  std::int64_t i64 = 0;
  std::uint8_t u8 = 0;
  std::uint16_t u16 = 0;
  std::uint32_t u32 = 0;
  std::uint64_t u64 = 0;
  float f = 0;
  double d = 0;
  std::string text = {};
  Bytes bytes = {};
  Quality quality = Quality::kLow;
  Timestamp at = {};
  Duration length = {};
  std::optional<int> maybe = {};
  std::array<float, 3> three = {};
  std::vector<Part> parts = {};
  std::vector<std::optional<std::int64_t>> gaps = {};
  std::map<std::string, std::vector<int>> lists = {};
  std::optional<Part> part = {};
  std::optional<std::map<int, Part>> more = {};
  auto operator<=>(const Everything&) const = default;
};

Everything Extreme() {
  Everything e;
  e.flag = true;
  e.i8 = -128;
  e.i16 = -32768;
  e.i32 = std::numeric_limits<std::int32_t>::min();
  e.i64 = std::numeric_limits<std::int64_t>::min();
  e.u8 = 255;
  e.u16 = 65535;
  e.u32 = std::numeric_limits<std::uint32_t>::max();
  e.u64 = std::numeric_limits<std::uint64_t>::max();
  e.f = std::numeric_limits<float>::infinity();
  e.d = 5e-324;
  e.text = std::string("ä\0\xff", 4);
  e.bytes = {std::string("\0\xff", 2)};
  e.quality = Quality::kVeryHigh;
  e.at = kMinTimestamp;
  e.length = {-1};
  e.maybe = 7;
  e.three = {1, -2, 3.5};
  e.parts = {{"a", 1.5}, {"", std::nullopt}};
  e.gaps = {1, std::nullopt, 3};
  e.lists = {{"x", {1, 2}}, {"y", {}}};
  e.part = Part{"p", 2};
  e.more = std::map<int, Part>{{-1, {"m", {}}}, {2, {"n", 0}}};
  return e;
}

/// Bytes as the file "memory://x", for tests that read thousands of files.
class MemoryFileSystem final : public FileSystem {
 public:
  static std::string& Bytes() {
    static std::string bytes;
    return bytes;
  }

  void Match(const std::string& path,
             const std::function<void(FileMetadata&&)>& found) const override {
    found(Stat(path));
  }
  FileMetadata Stat(const std::string& path) const override {
    return {path, static_cast<std::int64_t>(Bytes().size()), 0};
  }
  std::unique_ptr<RandomAccessFile> Open(const std::string&) const override {
    class File final : public RandomAccessFile {
     public:
      std::int64_t size() const override { return static_cast<std::int64_t>(Bytes().size()); }
      std::size_t ReadAt(std::int64_t offset, std::span<std::byte> buffer) override {
        const auto begin = std::min(Bytes().size(), static_cast<std::size_t>(offset));
        const std::size_t count = std::min(buffer.size(), Bytes().size() - begin);
        std::memcpy(buffer.data(), Bytes().data() + begin, count);
        return count;
      }
    };
    return std::make_unique<File>();
  }
  std::unique_ptr<FileWriter> Create(const std::string& path) const override { Refuse(path); }
  void Rename(const std::string& path, const std::string&) const override { Refuse(path); }
  void Remove(const std::string& path) const override { Refuse(path); }

 private:
  [[noreturn]] static void Refuse(const std::string& path) {
    throw Error(ErrorCode::kUnimplemented, "memory is only read: " + path);
  }
};

const std::string kInMemory = [] {
  RegisterFileSystem("memory", std::make_unique<MemoryFileSystem>());
  return "memory://x";
}();

class ParquetFileTest : public ::testing::Test {
 protected:
  std::string PathOf(const std::string& name) { return folder_.path() + "/" + name; }

  template <class T>
  std::string Write(const std::vector<T>& records, const WriteParquetOptions& options = {}) {
    std::string path = PathOf("a.parquet");
    auto file = FileSystemFor(path).Create(path);
    ParquetSink<T> sink(options);
    sink.Open(*file);
    for (const T& record : records) sink.Write(record);
    sink.Flush();
    file->Commit();
    return path;
  }

  template <class T>
  static std::vector<T> Read(const std::string& path) {
    ParquetReader reader(path, RecordTypeOf<T>());
    std::vector<T> records;
    for (std::int64_t group = 0; group < reader.num_row_groups(); ++group) {
      reader.OpenRowGroup(group);
      while (reader.NextRecord()) ReadRecord(reader, records.emplace_back());
    }
    return records;
  }

  template <class T>
  static Error ErrorOfReading(const std::string& path) {
    try {
      Read<T>(path);
    } catch (const Error& error) {
      return error;
    }
    return Error(ErrorCode::kInternal, "no error");
  }

  TemporaryFolder folder_;
};

TEST_F(ParquetFileTest, EveryKindOfFieldComesBack) {
  const std::vector<Everything> records = {Everything(), Extreme(), Everything(), Extreme()};
  EXPECT_EQ(Read<Everything>(Write(records)), records);
}

TEST_F(ParquetFileTest, NoRecordsAreAFileOfNoRows) {
  EXPECT_EQ(Read<Part>(Write(std::vector<Part>())).size(), 0U);
}

TEST_F(ParquetFileTest, EveryCompressionComesBack) {
  using enum ParquetCompression;
  const std::vector<Everything> records(3, Extreme());
  for (const ParquetCompression compression : {kNone, kSnappy, kGzip, kZstd}) {
    EXPECT_EQ(Read<Everything>(Write(records, {.compression = compression})), records);
  }
}

TEST_F(ParquetFileTest, RowGroupsEndByTheirBytes) {
  std::vector<Part> records;
  for (int i = 0; i < 200; ++i) records.push_back({std::string(100000, 'a' + i % 26), i});
  const std::string path = Write(records, {.row_group_bytes = 6 << 20});
  // In steps of 4 MB.
  EXPECT_EQ(ParquetReader(path, RecordTypeOf<Part>()).num_row_groups(), 3);
  EXPECT_EQ(Read<Part>(path), records);
}

TEST_F(ParquetFileTest, ManyRecordsComeBackWhateverIsInThem) {
  std::mt19937 random(3);
  std::vector<Everything> records(40000);
  for (Everything& record : records) {
    record.i32 = static_cast<std::int32_t>(random());
    record.text = std::string(random() % 10, 'x');
    if (random() % 2 == 0) record.maybe = 1;
    record.parts.resize(random() % 3);
    if (random() % 3 == 0) record.more = {{static_cast<int>(random()), {"z", 0.5}}};
  }
  EXPECT_EQ(Read<Everything>(Write(records, {.row_group_bytes = 1 << 20})), records);
}

struct Wider {
  std::string name;
  std::optional<double> level;
  std::optional<std::vector<int>> added;
};

struct Narrow {
  std::int16_t small = 0;
  std::uint8_t byte = 0;
  float real = 0;
};

struct Wide {
  double real = 0;
  std::int64_t small = 0;
  std::int16_t byte = 0;
};

TEST_F(ParquetFileTest, FieldsMayBeMoreFewerWiderAndInAnotherOrder) {
  const std::vector<Wider> wider = Read<Wider>(Write(std::vector<Part>{{"a", 1}}));
  EXPECT_EQ(wider.at(0).name, "a");
  EXPECT_EQ(wider.at(0).added, std::nullopt);
  const std::vector<Wide> wide = Read<Wide>(Write(std::vector<Narrow>{{-3, 200, 0.5F}}));
  EXPECT_EQ(wide.at(0).small, -3);
  EXPECT_EQ(wide.at(0).byte, 200);
  EXPECT_EQ(wide.at(0).real, 0.5);
  EXPECT_EQ(Read<Part>(Write(std::vector<Wider>{{"b", {}, {{1}}}})).at(0).name, "b");
}

struct OnlyMissing {
  std::optional<int> nobody;
};

TEST_F(ParquetFileTest, AStructOfMissingFieldsHasAllItsRows) {
  EXPECT_EQ(Read<OnlyMissing>(Write(std::vector<Part>(5))).size(), 5U);
}

struct Other {
  int name = 0;
  std::vector<std::string> level;
  std::string missing;
};

TEST_F(ParquetFileTest, ASchemaThatDoesNotFitIsRefusedWithAllThatDoesNot) {
  const std::string path = Write(std::vector<Part>{{"a", 1}});
  const Error error = ErrorOfReading<Other>(path);
  EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(error.message(),
            "the struct cannot be read from the Parquet file " + path +
                ": field name is int32 in the struct and string in the file; field level is "
                "list<string> in the struct and double in the file; field missing is not in the "
                "file (make it std::optional if that is right). The struct is row{name: int32, "
                "level: list<string>, missing: string}, the file {name: string, level: double}");
}

struct Strict {
  std::string name;
  double level = 0;
};

struct Outer {
  std::vector<Part> parts;
};
struct StrictOuter {
  std::vector<Strict> parts;
};

TEST_F(ParquetFileTest, NullWhereNoneMayBeIsNamed) {
  const std::string path = Write(std::vector<Part>{{"a", 1}, {"b", {}}});
  const Error error = ErrorOfReading<Strict>(path);
  EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
  EXPECT_EQ(error.message(),
            "row 1 of row group 0 of " + path + ", field level: expected a number, found null");
  const std::string nested = Write(std::vector<Outer>{{}, {{{"a", 1}, {"b", {}}}}});
  EXPECT_THAT(
      ErrorOfReading<StrictOuter>(nested).message(),
      HasSubstr("row 1 of row group 0 of " + nested + ", field parts[1].level: expected a number"));
}

struct Empty {};
struct HasEmpty {
  Empty empty;
};

TEST_F(ParquetFileTest, WhatHasNoFormIsRefused) {
  EXPECT_THROW(CheckParquet(RecordTypeOf<HasEmpty>(), {}, {}, "x.parquet"), Error);
  EXPECT_THROW(CheckParquet(RecordTypeOf<int>(), {}, {}, "x.parquet"), Error);
  EXPECT_THROW(CheckParquet(RecordTypeOf<Part>(), {}, {.suffix = ".parquet.gz"}, "x.parquet.gz"),
               Error);
  EXPECT_THROW(CheckParquet(RecordTypeOf<Part>(), {}, {.suffix = ""}, "x.gz"), Error);
  EXPECT_THROW(
      CheckParquet(RecordTypeOf<Part>(), {}, {.compression = Compression::kZstd}, "x.parquet"),
      Error);
  EXPECT_NO_THROW(CheckParquet(RecordTypeOf<Part>(), {}, {.suffix = ".parquet"}, "x.parquet"));
}

TEST_F(ParquetFileTest, WhatIsNoParquetFileIsDataLoss) {
  for (const char* text : {"", "PAR1", "PAR1PAR1", "some text that is longer than any footer"}) {
    WriteFile(PathOf("x"), text);
    const Error error = ErrorOfReading<Part>(PathOf("x"));
    EXPECT_EQ(error.code(), ErrorCode::kDataLoss) << text;
    EXPECT_THAT(error.message(), HasSubstr(PathOf("x"))) << text;
  }
  EXPECT_EQ(ErrorOfReading<Part>(PathOf("nobody")).code(), ErrorCode::kNotFound);
}

TEST_F(ParquetFileTest, AFileCutAnywhereIsDataLoss) {
  const std::string whole = ReadFile(Write(std::vector<Everything>(20, Extreme())));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    MemoryFileSystem::Bytes() = whole.substr(0, size);
    ASSERT_EQ(ErrorOfReading<Everything>(kInMemory).code(), ErrorCode::kDataLoss) << size;
  }
}

TEST_F(ParquetFileTest, AFileWithChangedBytesNeverDoesHarm) {
  const std::string whole = ReadFile(Write(std::vector<Everything>(20, Extreme())));
  std::mt19937 random(8);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string& changed = MemoryFileSystem::Bytes();
    changed = whole;
    for (unsigned count = 1 + random() % 4; count > 0; --count) {
      // Half of them in the footer, where sizes and offsets are.
      const std::size_t from = random() % 2 == 0 ? 0 : changed.size() / 2;
      changed[from + random() % (changed.size() - from)] = static_cast<char>(random());
    }
    const Error error = ErrorOfReading<Everything>(kInMemory);
    if (error.code() == ErrorCode::kInternal) continue;  // It was read.
    ++refused;
    EXPECT_THAT(error.message(), HasSubstr(kInMemory));
  }
  EXPECT_GT(refused, 2000);
}

/// A file whose disk is full after some bytes.
class FullDisk final : public FileWriter {
 public:
  explicit FullDisk(std::size_t bytes) : left_(bytes) {}
  void Append(std::string_view bytes) override {
    if (bytes.size() > left_) throw Error(ErrorCode::kResourceExhausted, "the disk is full");
    left_ -= bytes.size();
  }
  void Commit() override {}

 private:
  std::size_t left_;
};

TEST_F(ParquetFileTest, AFullDiskIsTheErrorThatItIs) {
  const std::vector<Part> records(100, {std::string(100000, 'x'), 1});
  for (const std::size_t bytes : {0U, 100U, 2000U}) {
    FullDisk file(bytes);
    ParquetSink<Part> sink({.compression = ParquetCompression::kNone, .row_group_bytes = 1 << 20});
    try {
      sink.Open(file);
      for (const Part& record : records) sink.Write(record);
      sink.Flush();
      FAIL() << "written";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kResourceExhausted);
      EXPECT_EQ(error.message(), "the disk is full");
    }
  }
}

}  // namespace
}  // namespace beam::io
