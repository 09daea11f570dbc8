#include "klay_beam/files/file_name_mutator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

std::string TargetOf(const FileNameOptions& options, const std::string& path,
                     std::int64_t index = 0) {
  return FileNameMutator(options).TargetOf(path, index);
}

/// The message of the invalid_argument that naming `path` ends in.
std::string Refusal(const FileNameOptions& options, const std::string& path) {
  try {
    return "no error: " + TargetOf(options, path);
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kInvalidArgument);
    return error.message();
  }
}

TEST(FileNameMutator, CutsASuffixAndAddsAnother) {
  const FileNameOptions options{.old_suffix = ".wav", .new_suffix = ".16k.flac"};
  EXPECT_EQ(TargetOf(options, "/a/b.wav"), "/a/b.16k.flac");
  EXPECT_EQ(TargetOf(options, "b.wav"), "b.16k.flac");
  EXPECT_EQ(TargetOf(options, "/a/b.wav.mp3"), "/a/b.wav.mp3.16k.flac") << "not at the end";
  EXPECT_EQ(TargetOf(options, "/a/b.WAV"), "/a/b.WAV.16k.flac") << "a suffix is literal";
  EXPECT_EQ(TargetOf({.new_suffix = ".npy"}, "/a/b.wav"), "/a/b.wav.npy");
}

TEST(FileNameMutator, CutsASuffixInAnyCaseWhenAsked) {
  const FileNameOptions options{.old_suffix = ".w+v", .any_case = true, .new_suffix = ".npy"};
  EXPECT_EQ(TargetOf(options, "/a/b.W+V"), "/a/b.npy");
  EXPECT_EQ(TargetOf(options, "/a/b.wwv"), "/a/b.wwv.npy") << "it is literal all the same";
}

TEST(FileNameMutator, CutsWhatAPatternMatchesAtTheEnd) {
  const FileNameOptions options{.old_suffix_pattern = R"(\.(wav|mp3|flac))", .new_suffix = ".ogg"};
  EXPECT_EQ(TargetOf(options, "/a/x.mp3"), "/a/x.ogg");
  EXPECT_EQ(TargetOf(options, "/a/x.wav.flac"), "/a/x.wav.ogg");
  EXPECT_EQ(TargetOf(options, "/a/xwav_y.wav"), "/a/xwav_y.ogg");
  EXPECT_EQ(TargetOf(options, "/a.wav/x"), "/a.wav/x.ogg") << "folders stay as they are";
  EXPECT_EQ(TargetOf({.old_suffix_pattern = "x*", .new_suffix = ".npy"}, "/a/b"), "/a/b.npy")
      << "a match of nothing cuts nothing";
}

TEST(FileNameMutator, MovesFromFolderToFolder) {
  FileNameOptions options{.new_suffix = ".npy", .source_dir = "/a//audio/", .target_dir = "/out/"};
  EXPECT_EQ(TargetOf(options, "/a/audio/b/c.wav"), "/out/b/c.wav.npy");
  EXPECT_EQ(TargetOf(options, "/a/./audio//c.wav"), "/out/c.wav.npy");
  EXPECT_THAT(Refusal(options, "/a/audio2/c.wav"), HasSubstr("not below the source folder"));
  EXPECT_THAT(Refusal(options, "/a/audio"), HasSubstr("not below the source folder"));
  EXPECT_THAT(Refusal(options, "/a/audio/../c.wav"), HasSubstr("go up"));
  options.target_dir = "gs://bucket/out";
  EXPECT_EQ(TargetOf(options, "/a/audio/c.wav"), "gs://bucket/out/c.wav.npy");
  options.source_dir = "gs://bucket/in";
  EXPECT_EQ(TargetOf(options, "gs://bucket/in/x/c.wav"), "gs://bucket/out/x/c.wav.npy");
  EXPECT_THAT(Refusal(options, "/bucket/in/c.wav"), HasSubstr("not below"));
}

TEST(FileNameMutator, TakesRelativeFoldersAndHomes) {
  EXPECT_EQ(TargetOf({.source_dir = ".", .target_dir = "out"}, "a/b.wav"), "out/a/b.wav");
  EXPECT_EQ(TargetOf({.source_dir = "/", .target_dir = "/out"}, "/a/b.wav"), "/out/a/b.wav");
  const char* const home = std::getenv("HOME");
  ASSERT_NE(home, nullptr);
  EXPECT_EQ(TargetOf({.source_dir = "~/in", .target_dir = "/out"}, home + std::string("/in/b.wav")),
            "/out/b.wav");
}

TEST(FileNameMutator, TakesNamesAsTheyAre) {
  const FileNameOptions options{
      .old_suffix = ".wav", .new_suffix = ".npy", .source_dir = "/in", .target_dir = "/out"};
  const std::vector<std::string> names = {
      "[1]*?", "two\nlines", " spaces ", "\"quotes'", "f\xc3\xbcr",
      "\xff",  "{stem}",     "...",      "a.b.c",     std::string(250, 'x')};
  for (const std::string& name : names) {
    EXPECT_EQ(TargetOf(options, "/in/" + name + ".wav"), "/out/" + name + ".npy");
  }
}

TEST(FileNameMutator, FillsTemplates) {
  const auto named = [](const std::string& name_template, const std::string& path) {
    return TargetOf({.name_template = name_template}, path, 42);
  };
  EXPECT_EQ(named("{dir}/{stem}.flac", "/a/b.wav"), "/a/b.flac");
  EXPECT_EQ(named("/out/{index:6}{ext}", "/a/b.wav"), "/out/000042.wav");
  EXPECT_EQ(named("/out/{index}-{stem}", "/a/.hidden"), "/out/42-.hidden");
  EXPECT_EQ(named("{dir}/{{{stem}}}", "b.wav"), "{b}");
  EXPECT_EQ(
      TargetOf({.old_suffix = ".source.wav", .name_template = "{stem}|{ext}"}, "/a/b.source.wav"),
      "b|.source.wav");
  EXPECT_EQ(TargetOf({.source_dir = "/a", .target_dir = "/t", .name_template = "{dir}/{stem}.npy"},
                     "/a/x/b.wav"),
            "/t/x/b.npy");
  const std::string hashed = named("{hash}", "/a/b.wav");
  EXPECT_THAT(hashed, MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(named("{hash}", "/a/b.wav"), hashed) << "hangs on the path alone";
  EXPECT_NE(named("{hash}", "/a/c.wav"), hashed);
}

TEST(FileNameMutator, RefusesOptionsThatMakeNoSense) {
  EXPECT_THAT(Refusal({.source_dir = "/a"}, "/a/b"), HasSubstr("go together"));
  EXPECT_THAT(Refusal({.old_suffix = "a", .old_suffix_pattern = "b"}, "/a/b"),
              HasSubstr("not both"));
  EXPECT_THAT(Refusal({.new_suffix = "a", .name_template = "b"}, "/a/b"), HasSubstr("not both"));
  EXPECT_THAT(Refusal({.new_suffix = "/a"}, "/a/b"), HasSubstr("no slash"));
  EXPECT_THAT(Refusal({.old_suffix_pattern = "("}, "/a/b"), HasSubstr("no regular expression"));
  EXPECT_THAT(Refusal({.name_template = "{name}"}, "/a/b"), HasSubstr("found {name}"));
  EXPECT_THAT(Refusal({.name_template = "{dir"}, "/a/b"), HasSubstr("has no }"));
  EXPECT_THAT(Refusal({.name_template = "dir}"}, "/a/b"), HasSubstr("has no {"));
  EXPECT_THAT(Refusal({.name_template = "{index:x}"}, "/a/b"), HasSubstr("1 to 18"));
}

TEST(FileNameMutator, RefusesWhatHasNoTargetOfItsOwn) {
  EXPECT_THAT(Refusal({}, "/a/b.wav"), HasSubstr("its own target: \"/a/b.wav\""));
  EXPECT_THAT(Refusal({.old_suffix = ".wav", .new_suffix = ".wav"}, "/a//b.wav"),
              HasSubstr("its own target"));
  EXPECT_THAT(Refusal({.new_suffix = ".npy"}, "/a/"), HasSubstr("a folder is no file"));
  EXPECT_THAT(Refusal({.new_suffix = ".npy"}, ""), HasSubstr("a folder is no file"));
}

}  // namespace
}  // namespace klay
