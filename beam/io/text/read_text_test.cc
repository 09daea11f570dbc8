#include "beam/io/text/read_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "beam/direct/direct_runner.h"
#include "beam/io/buffered_writer.h"
#include "beam/io/compression/compressed_file.h"
#include "beam/io/fileio/read_matches.h"
#include "beam/io/whole_file.h"
#include "beam/pipeline/create.h"
#include "beam/testing/as_nobody.h"
#include "beam/testing/collect.h"
#include "beam/testing/temporary_folder.h"

namespace beam::io {
namespace {

using testing::Collect;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryFolder;
using ::testing::UnorderedElementsAre;
using Lines = std::vector<std::string>;

Lines Sorted(Lines lines) {
  std::ranges::sort(lines);
  return lines;
}

/// The sorted lines of `read`, with one worker, several, and each edge encoded.
template <class Read>
Lines ReadLines(const Read& read) {
  Lines first;
  for (const DirectOptions& options :
       {DirectOptions{.direct_num_workers = 1}, DirectOptions{.direct_num_workers = 4},
        DirectOptions{.direct_encode_every_edge = true}}) {
    Pipeline p;
    auto lines = Collect("Lines", p | read);
    const PipelineResult result = direct::RunPipeline(p, options);
    EXPECT_EQ(result.state, JobState::kDone) << result.error->what();
    if (first.empty()) first = Sorted(lines->values());
    EXPECT_EQ(Sorted(lines->values()), first);
  }
  return first;
}

Error ErrorOf(const ReadText& read) {
  Pipeline p;
  p | read;
  return direct::RunPipeline(p).error.value_or(Error(ErrorCode::kInternal, "no error"));
}

class ReadTextTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) {
    WriteFile(folder_.path() + "/" + name, text);
    return folder_.path() + "/" + name;
  }

  std::string WriteGzip(const std::string& name, const std::string& text) {
    std::string path = folder_.path() + "/" + name;
    auto file = Buffered(Compress(Compression::kGzip, FileSystemFor(path).Create(path)));
    file->Append(text);
    file->Commit();
    return path;
  }

  /// Of many blocks, with short and long lines.
  std::string LargeText(Lines& lines) {
    std::mt19937 random(11);
    std::string text;
    while (text.size() < 5000000) {
      const std::size_t size = random() % 100 == 0 ? random() % 1500000 : random() % 10000;
      lines.push_back(std::to_string(lines.size()) + std::string(size, 'x'));
      text += lines.back() + (random() % 2 == 0 ? "\n" : "\r\n");
    }
    return text;
  }

  TemporaryFolder folder_;
};

TEST_F(ReadTextTest, ReadsTheLinesOfAllFiles) {
  Write("a.txt", "one\ntwo\r\n\nlast");
  Write("b.txt", "");
  Write("c.txt",
        "\xef\xbb\xbf"
        "after a mark\n");
  WriteGzip("d.txt", "compressed\nlines\n");
  EXPECT_THAT(ReadLines(ReadText(folder_.path() + "/*.txt")),
              ElementsAre("", "after a mark", "compressed", "last", "lines", "one", "two"));
}

TEST_F(ReadTextTest, ReadsALargeFileInPartsOrAsOne) {
  Lines lines;
  const std::string text = LargeText(lines);
  lines = Sorted(lines);
  EXPECT_EQ(ReadLines(ReadText(Write("large.txt", text))), lines);
  EXPECT_EQ(ReadLines(ReadText(WriteGzip("large.gz", text))), lines);
}

/// What ranges [0, a), [a, b), ... of the blocks give together.
Lines ReadInRanges(const TextLines& lines, const ReadableFile& file, std::mt19937& random) {
  const std::int64_t units = lines.NumUnits(file);
  Lines found;
  for (std::int64_t first = 0; first < units;) {
    const std::int64_t end = first + 1 + static_cast<std::int64_t>(random() % units);
    UnitTracker tracker({first, std::min(end, units)});
    lines.ForEach(file, tracker, [&](std::string_view line, std::int64_t position) {
      found.push_back(std::to_string(position) + ":" + std::string(line.substr(0, 20)));
    });
    tracker.CheckDone();
    first = end;
  }
  return found;
}

TEST_F(ReadTextTest, EachLineIsInExactlyOneRange) {
  std::mt19937 random(3);
  for (int round = 0; round < 30; ++round) {
    const std::string delimiter = std::vector<std::string>{"", "<>", "abcdefg"}[random() % 3];
    const ReadTextOptions options{.skip_header_lines = static_cast<int>(random() % 3),
                                  .delimiter = delimiter};
    std::string text = random() % 2 == 0 ? "" : "\xef\xbb\xbf";
    const std::size_t longest = std::vector<std::size_t>{50, 5000, 3000000}[random() % 3];
    Lines expected;
    for (int line = 0; text.size() < 4500000; ++line) {
      const std::string content(random() % longest, static_cast<char>('k' + random() % 10));
      if (line >= options.skip_header_lines) {
        expected.push_back(std::to_string(text.size()) + ":" + content.substr(0, 20));
      }
      text += content + (delimiter.empty() ? "\n" : delimiter);
    }
    const ReadableFile file{FileSystemFor("/").Stat(Write("x", text))};
    EXPECT_EQ(ReadInRanges(TextLines(options), file, random), expected) << round;
  }
}

TEST_F(ReadTextTest, BlocksThatEndWithTheLineAreReadOnce) {
  // Lines whose end is just at, before and behind the border of blocks.
  for (const std::size_t size : {(1U << 20) - 2, (1U << 20) - 1, 1U << 20, (1U << 20) + 1}) {
    const std::string line(size, 'x');
    const ReadableFile file{FileSystemFor("/").Stat(Write("x", line + "\nb\nc\n" + line))};
    std::mt19937 random(1);
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(ReadInRanges(TextLines({}), file, random).size(), 4U);
    }
  }
}

TEST_F(ReadTextTest, HeaderLinesAreLeftOutOfEachFile) {
  Write("a.csv", "name,size\nx,1\n");
  Write("b.csv",
        "\xef\xbb\xbf"
        "name,size\ny,2\n");
  Write("c.csv", "name,size");
  EXPECT_THAT(ReadLines(ReadText(folder_.path() + "/*.csv", {.skip_header_lines = 1})),
              ElementsAre("x,1", "y,2"));
}

TEST_F(ReadTextTest, NewlinesCanBeKept) {
  EXPECT_THAT(ReadLines(ReadText(Write("a", "a\r\nb\nc"), {.strip_trailing_newlines = false})),
              ElementsAre("a\r\n", "b\n", "c"));
}

TEST_F(ReadTextTest, NoFileIsAnErrorUnlessItIsAllowed) {
  const Error error = ErrorOf(ReadText(folder_.path() + "/*.txt"));
  EXPECT_EQ(error.code(), ErrorCode::kNotFound);
  EXPECT_THAT(error.message(), HasSubstr("no file matches: " + folder_.path() + "/*.txt"));
  for (const char* pattern : {"/*.txt", "/nobody"}) {
    EXPECT_THAT(ReadLines(ReadText(folder_.path() + pattern,
                                   {.empty_match_treatment = EmptyMatchTreatment::kAllow})),
                ElementsAre());
  }
}

TEST_F(ReadTextTest, ABrokenFileEndsTheJobAndIsNamed) {
  const std::string path = WriteGzip("a.gz", "compressed\nlines\n");
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 3);
  const Error error = ErrorOf(ReadText(path));
  EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
  EXPECT_THAT(error.message(), HasSubstr("of " + path));
}

TEST_F(ReadTextTest, ALineLargerThanTheLimitIsAnError) {
  const Error error = ErrorOf(
      ReadText(Write("a", "short\n" + std::string(3000000, 'x')), {.max_line_bytes = 1000}));
  EXPECT_EQ(error.code(), ErrorCode::kResourceExhausted);
  EXPECT_THAT(error.message(), HasSubstr("max_line_bytes = 1000, from byte 6 of "));
}

TEST_F(ReadTextTest, AFileThatHasBecomeShorterIsDataLoss) {
  const std::string path = Write("a", std::string(3000000, '\n'));
  const ReadableFile file{FileSystemFor("/").Stat(path)};
  std::filesystem::resize_file(path, 2500000);
  try {
    UnitTracker units({1, 3});
    TextLines({}).ForEach(file, units, [](std::string_view, std::int64_t) {});
    FAIL() << "nobody noticed";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kDataLoss);
    EXPECT_THAT(error.message(), HasSubstr("2500000 of 3000000 bytes of " + path));
  }
}

TEST_F(ReadTextTest, AFileThatIsGoneOrMayNotBeReadIsAnErrorThatNamesIt) {
  const std::string path = Write("a", "x\n");
  const auto error_of = [&](const FileMetadata& file) {
    Pipeline p;
    p | Create("Files", {ReadableFile{file}}) | ReadAllText();
    return direct::RunPipeline(p).error.value_or(Error(ErrorCode::kInternal, "no error"));
  };
  const Error gone = error_of({path + "b", 2, 0});
  EXPECT_EQ(gone.code(), ErrorCode::kNotFound);
  EXPECT_THAT(gone.message(), HasSubstr(path + "b"));
  std::filesystem::permissions(path, std::filesystem::perms::none);
  const testing::AsNobody nobody;
  const Error forbidden = error_of({path, 2, 0});
  EXPECT_EQ(forbidden.code(), ErrorCode::kPermissionDenied);
  EXPECT_THAT(forbidden.message(), HasSubstr(path));
}

TEST_F(ReadTextTest, OptionsWithoutSenseAreRefusedWhenThePipelineIsBuilt) {
  Pipeline p;
  EXPECT_THROW(p | ReadText("x", {.delimiter = "aa"}, "A"), Error);
  EXPECT_THROW(p | ReadText("x", {.skip_header_lines = -1}, "B"), Error);
}

TEST_F(ReadTextTest, FilenamesComeWithTheLines) {
  const std::string a = Write("a b.txt", "1\n2\n");
  const std::string b = Write("\xff.txt", "3\n");
  Pipeline p;
  auto lines = Collect("Lines", p | ReadTextWithFilename(folder_.path() + "/*.txt"));
  EXPECT_EQ(direct::RunPipeline(p).state, JobState::kDone);
  using Line = KV<std::string, std::string>;
  EXPECT_THAT(lines->values(), UnorderedElementsAre(Line{a, "1"}, Line{a, "2"}, Line{b, "3"}));
}

TEST_F(ReadTextTest, PatternsAndFilesMayBeElements) {
  Write("a.txt", "1\n2\n");
  const std::string c = WriteGzip("c", "4\n");
  const std::string all = folder_.path() + "/*.txt";
  EXPECT_THAT(ReadLines([&](Pipeline& p) {
                return p | Create("Patterns", {all, c}) | ReadAllText();
              }),
              ElementsAre("1", "2", "4"));
  EXPECT_THAT(
      ReadLines([&](Pipeline& p) { return p | MatchFiles(all) | ReadMatches() | ReadAllText(); }),
      ElementsAre("1", "2"));
}

TEST_F(ReadTextTest, ReadAllTextCanRefusePatternsOfNothing) {
  Pipeline p;
  p | Create("Patterns", {folder_.path() + "/*"}) | ReadAllText();
  EXPECT_EQ(direct::RunPipeline(p).error->code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace beam::io
