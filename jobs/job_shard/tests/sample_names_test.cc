#include "job_shard/sample_names.h"

#include <gtest/gtest.h>

#include <string>

#include "beam/base/error.h"

namespace job_shard {
namespace {

std::string KeyOf(const std::string& name) {
  return SampleNames("/in", {".wav"}, 0).KeyOf("/in/" + name);
}

TEST(SampleNames, KeysArePathsThatReadersTakeAsTheyAre) {
  EXPECT_EQ(KeyOf("a.wav"), "a");
  EXPECT_EQ(KeyOf("./deep//b c.WAV"), "deep/b c");
  EXPECT_EQ(KeyOf("v1.0/a.b.c.wav"), "v1.0/a%2Eb%2Ec");
  EXPECT_EQ(KeyOf("new\nline/tab\t.wav"), "new%0Aline/tab%09");
  EXPECT_EQ(KeyOf("100%.wav"), "100%25");
  EXPECT_EQ(KeyOf("\xc3\xa9 \xff\xc3.wav"), "\xc3\xa9 %FF%C3");
  EXPECT_EQ(KeyOf("__a__/__b.wav"), "%5F_a__/__b");
}

TEST(SampleNames, AKeyTellsWhereItsFileIs) {
  const SampleNames names("/in", {".wav"}, 0);
  for (const std::string path : {"/in/a.wav", "/in/v1.0/a.b%2E.wav", "/in/\xff/new\nline%.wav",
                                 "/in/__x__.wav", "/in/\xe6\x97\xa5.wav"}) {
    EXPECT_EQ(names.AudioPathOf(names.KeyOf(path)), path);
  }
  EXPECT_EQ(names.AudioPathOf("50%"), "/in/50%.wav");
  EXPECT_EQ(names.AudioPathOf("50%zz"), "/in/50%zz.wav");
}

TEST(SampleNames, FilesElsewhereOrWithoutANameHaveNone) {
  const SampleNames names("/in", {".wav"}, 0);
  for (const std::string path : {"/other/a.wav", "/in/../a.wav", "/in/deep/.wav", "/in/.wav"}) {
    EXPECT_THROW(names.KeyOf(path), beam::Error) << path;
  }
}

TEST(SampleNames, SiblingsShareTheStem) {
  const SampleNames names("/in", {".wav", ".json", ".mp3.npy"}, 1);
  EXPECT_EQ(names.PathOf("/in/a.b.WAV", 0), "/in/a.b.WAV");
  EXPECT_EQ(names.PathOf("/in/a.b.WAV", 2), "/in/a.b.mp3.npy");
  EXPECT_TRUE(names.IsRequired(1));
  EXPECT_FALSE(names.IsRequired(2));
}

TEST(SampleNames, MembersAreSplitAtTheFirstDotOfTheName) {
  using Parts = std::pair<std::string, std::string>;
  EXPECT_EQ(SplitMemberName("v1.0/a%2Eb.mp3.npy"), Parts("v1.0/a%2Eb", ".mp3.npy"));
  EXPECT_EQ(SplitMemberName("a.wav"), Parts("a", ".wav"));
  EXPECT_EQ(SplitMemberName("v1.0/README"), Parts("v1.0/README", ""));
}

}  // namespace
}  // namespace job_shard
