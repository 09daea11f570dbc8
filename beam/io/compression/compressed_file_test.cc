#include "beam/io/compression/compressed_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdlib>
#include <random>

#include "beam/base/error.h"
#include "beam/base/reflection/enum_names.h"
#include "beam/io/buffered_writer.h"
#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryFolder;

struct Format {
  Compression compression;
  std::string suffix;
  std::string program;
};

const Format kFormats[] = {{Compression::kGzip, ".gz", "gzip"},
                           {Compression::kZstd, ".zst", "zstd -q"},
                           {Compression::kBzip2, ".bz2", "bzip2"}};

/// Text that compresses, but not to nothing.
std::string SomeText(std::size_t bytes) {
  std::mt19937 random(7);
  std::string text;
  while (text.size() < bytes) text += "line " + std::to_string(random() % 100000) + "\n";
  return text;
}

/// Bytes of a test as a file that is called "memory".
class MemoryStream final : public InputStream {
 public:
  explicit MemoryStream(std::string_view bytes) : rest_(bytes) {}
  std::size_t Read(std::span<std::byte> buffer) override {
    const auto count = std::min(rest_.size(), buffer.size());
    std::copy_n(std::as_bytes(std::span(rest_)).begin(), count, buffer.begin());
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

class CompressedFileTest : public ::testing::TestWithParam<Format> {
 protected:
  std::string PathOf(const std::string& name) { return folder_.path() + "/" + name; }

  std::string Write(const std::string& name, std::string_view text) {
    auto file =
        Buffered(Compress(GetParam().compression, FileSystemFor(name).Create(PathOf(name))));
    // In pieces of all sizes, as sinks do.
    for (std::size_t size = 1; !text.empty(); size = 3 * size + 1) {
      file->Append(text.substr(0, size));
      text.remove_prefix(std::min(size, text.size()));
    }
    file->Commit();
    return PathOf(name);
  }

  static std::string Read(const std::string& path, Compression compression = Compression::kAuto) {
    return ReadRest(*OpenDecompressed(path, compression));
  }

  static std::string ReadBytes(std::string_view bytes) {
    return ReadRest(
        *Decompress(GetParam().compression, std::make_unique<MemoryStream>(bytes), "memory"));
  }

  static Error ErrorOfReadingBytes(std::string_view bytes) {
    try {
      ReadBytes(bytes);
    } catch (const Error& error) {
      return error;
    }
    return Error(ErrorCode::kInternal, "no error");
  }

  static Error ErrorOfReading(const std::string& path) {
    try {
      Read(path);
    } catch (const Error& error) {
      return error;
    }
    return Error(ErrorCode::kInternal, "no error");
  }

  void Run(const std::string& command) { ASSERT_EQ(std::system(command.c_str()), 0) << command; }

  TemporaryFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(, CompressedFileTest, ::testing::ValuesIn(kFormats),
                         [](const auto& info) { return EnumName(info.param.compression); });

TEST_P(CompressedFileTest, WhatIsWrittenIsReadAgain) {
  for (const std::size_t size : {0U, 1U, 1000U, 3000000U}) {
    const std::string text = SomeText(size);
    EXPECT_EQ(Read(Write("a" + GetParam().suffix, text)), text);
  }
}

TEST_P(CompressedFileTest, TheProgramsReadWhatIsWritten) {
  const std::string text = SomeText(3000000);
  const std::string path = Write("a" + GetParam().suffix, text);
  Run(GetParam().program + " -dc " + path + " > " + PathOf("back"));
  EXPECT_EQ(ReadFile(PathOf("back")), text);
}

TEST_P(CompressedFileTest, WhatTheProgramsWriteIsReadWithAllItsParts) {
  const std::string text = SomeText(2000000);
  WriteFile(PathOf("plain"), text);
  WriteFile(PathOf("nothing"), "");
  const std::string path = PathOf("b" + GetParam().suffix);
  const std::string program = GetParam().program + " -c ";
  Run(program + PathOf("plain") + " > " + path);
  Run(program + PathOf("nothing") + " >> " + path);
  Run(program + PathOf("plain") + " >> " + path);
  EXPECT_EQ(Read(path), text + text);
}

TEST_P(CompressedFileTest, TheSameTextMakesTheSameFile) {
  const std::string text = SomeText(300000);
  EXPECT_EQ(ReadFile(Write("a", text)), ReadFile(Write("b", text)));
}

TEST_P(CompressedFileTest, TheContentTellsTheCompressionWhateverTheName) {
  EXPECT_EQ(Read(Write("plainly.txt", "text")), "text");
  const std::string path = Write("as_it_is.txt", "text");
  EXPECT_EQ(Read(path, Compression::kNone), ReadFile(path));
}

TEST_P(CompressedFileTest, ANameThatSaysWhatTheContentDoesNotIsDataLoss) {
  const std::string path = PathOf("a" + GetParam().suffix);
  for (const char* text : {"", "just text", "BZh9 is how texts may begin"}) {
    WriteFile(path, text);
    const Error error = ErrorOfReading(path);
    EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
    EXPECT_THAT(error.message(), HasSubstr(path));
    EXPECT_EQ(Read(path, Compression::kNone), text);
  }
}

TEST_P(CompressedFileTest, AFileCutAnywhereIsDataLoss) {
  const std::string whole = ReadFile(Write("a", SomeText(2000)));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Error error = ErrorOfReadingBytes(std::string_view(whole).substr(0, size));
    ASSERT_EQ(error.code(), ErrorCode::kDataLoss) << size << " of " << whole.size();
    ASSERT_THAT(error.message(), HasSubstr("memory"));
  }
  // The second part, too.
  const std::string path = PathOf("cut" + GetParam().suffix);
  WriteFile(path, whole + whole.substr(0, whole.size() - 1));
  EXPECT_THAT(
      ErrorOfReading(path).message(),
      HasSubstr("too early at byte " + std::to_string(2 * whole.size() - 1) + " of " + path));
}

TEST_P(CompressedFileTest, ChangedBytesAreNeverReadAsText) {
  const std::string text = SomeText(2000);
  const std::string whole = ReadFile(Write("a", text));
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    std::string changed = whole;
    changed[random() % changed.size()] ^= static_cast<char>(1 + random() % 255);
    try {
      // Some bytes of headers mean nothing to us: a time, a system.
      EXPECT_EQ(ReadBytes(changed), text);
    } catch (const Error& error) {
      EXPECT_THAT(error.message(), HasSubstr("memory"));
    }
  }
}

TEST_P(CompressedFileTest, SomethingElseBehindTheEndIsDataLoss) {
  const std::string whole = ReadFile(Write("a", "text"));
  EXPECT_EQ(ErrorOfReadingBytes(whole + "and more than there should be").code(),
            ErrorCode::kDataLoss);
}

TEST_P(CompressedFileTest, WhatSwellsEnormouslyIsReadInLittleMemory) {
  const std::string path = PathOf("bomb");
  Run("head -c 100000000 /dev/zero | " + GetParam().program + " -c > " + path);
  auto stream = OpenDecompressed(path);
  std::vector<std::byte> buffer(65536);
  rusage before = {};
  getrusage(RUSAGE_SELF, &before);
  std::size_t total = 0;
  while (const std::size_t count = stream->Read(buffer)) total += count;
  rusage after = {};
  getrusage(RUSAGE_SELF, &after);
  EXPECT_EQ(total, 100000000U);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 40000);  // KiB.
}

TEST(CompressedFile, GzipMayBePaddedWithZeros) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.gz";
  auto file = Compress(Compression::kGzip, FileSystemFor(path).Create(path));
  file->Append("text");
  file->Commit();
  const std::string whole = ReadFile(path);
  WriteFile(path, whole + std::string(300000, '\0'));
  EXPECT_EQ(ReadRest(*OpenDecompressed(path)), "text");
  WriteFile(path, whole + std::string(10, '\0') + whole);
  EXPECT_THROW(ReadRest(*OpenDecompressed(path)), Error);
}

TEST(CompressedFile, PlainFilesPassThrough) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.txt";
  auto file = Buffered(Compress(Compression::kNone, FileSystemFor(path).Create(path)));
  file->Append("some ");
  file->Append(std::string(1000000, 'x'));
  file->Append(" text");
  file->Commit();
  EXPECT_EQ(ReadRest(*OpenDecompressed(path)), "some " + std::string(1000000, 'x') + " text");
}

TEST(Compression, IsToldByTheEndOfAName) {
  EXPECT_EQ(CompressionOfName("a.gz"), Compression::kGzip);
  EXPECT_EQ(CompressionOfName("a.tar.zst"), Compression::kZstd);
  EXPECT_EQ(CompressionOfName("a.bz2"), Compression::kBzip2);
  for (const char* name : {"", "gz", "a.gz.txt", "a.GZ"}) {
    EXPECT_EQ(CompressionOfName(name), Compression::kNone) << name;
  }
}

TEST(Compression, ZstdMayBeginWithAFrameToBeSkipped) {
  EXPECT_EQ(CompressionOfContent(std::string_view("\x50\x2a\x4d\x18\x04\x00\x00\x00", 8)),
            Compression::kZstd);
  EXPECT_EQ(CompressionOfContent("P*M and more"), Compression::kNone);
}

}  // namespace
}  // namespace beam::io
