// The examples as people run them: in processes of their own, on real files.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "beam/io/whole_file.h"
#include "beam/testing/temporary_folder.h"

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Examples : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    beam::io::WriteFile(folder_.path() + "/" + name, text);
  }

  /// Runs a program; returns its exit status. {} in the arguments is the test's folder.
  int Run(std::string command) {
    for (std::size_t at = 0; (at = command.find("{}")) != std::string::npos;) {
      command.replace(at, 2, folder_.path());
    }
    command = std::string(PROGRAMS) + "/" + command + " >" + folder_.path() + "/log 2>&1";
    return WEXITSTATUS(std::system(command.c_str()));
  }

  std::vector<std::string> SortedLines(const std::string& name) {
    std::istringstream text(beam::io::ReadFile(folder_.path() + "/" + name));
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    std::sort(lines.begin(), lines.end());
    return lines;
  }

  beam::testing::TemporaryFolder folder_;
};

TEST_F(Examples, WordcountCountsTheWordsOfAllFiles) {
  Write("a.txt", "to be, or not to be:\nthat is the question.\n");
  Write("b.txt", "To be. l'\xc3\xa9t\xc3\xa9");
  ASSERT_EQ(Run("wordcount --input='{}/*.txt' --output={}/counts.jsonl"), 0);
  EXPECT_THAT(SortedLines("counts.jsonl"),
              ElementsAre(R"({"word":"To","count":1})", R"({"word":"be","count":3})",
                          R"({"word":"is","count":1})", R"({"word":"l'été","count":1})",
                          R"({"word":"not","count":1})", R"({"word":"or","count":1})",
                          R"({"word":"question","count":1})", R"({"word":"that","count":1})",
                          R"({"word":"the","count":1})", R"({"word":"to","count":2})"));
}

TEST_F(Examples, TopWordsTellsTheMostFrequentOfEachHour) {
  Write("log.txt",
        "2026-11-25T10:00:00Z a b a c\n"
        "2026-11-25T10:59:59Z c b a\n"
        "2026-11-25T11:00:00Z c\n"
        "2026-11-26T00:30:00+13:00 b b\n");
  ASSERT_EQ(Run("top_words --input={}/log.txt --output={}/top.txt --count=2"), 0);
  EXPECT_THAT(SortedLines("top.txt"), ElementsAre("2026-11-25T10:00:00.000Z a 3, b 2",
                                                  "2026-11-25T11:00:00.000Z b 2, c 1"));
}

TEST_F(Examples, TopWordsRefusesANegativeCount) {
  Write("log.txt", "2026-11-25T10:00:00Z a\n");
  EXPECT_EQ(Run("top_words --input={}/log.txt --output={}/top.txt --count=-1"), 2);
}

TEST_F(Examples, TopWordsNamesALineWithoutATime) {
  Write("log.txt", "no time\n");
  EXPECT_EQ(Run("top_words --input={}/log.txt --output={}/top.txt"), 1);
  EXPECT_THAT(beam::io::ReadFile(folder_.path() + "/log"),
              HasSubstr("a line begins with no time: no time"));
}

TEST_F(Examples, JoinPlaysKeepsWhatIsInOneInputOnly) {
  Write("tracks.jsonl", R"({"id": "1", "title": "One"})"
                        "\n"
                        R"({"id": "2", "title": "Two"})"
                        "\n");
  Write("plays.jsonl", R"({"track": "1", "seconds": 2.5})"
                       "\n"
                       R"({"track": "3", "seconds": 1})"
                       "\n"
                       R"({"track": "1", "seconds": 4})"
                       "\n");
  ASSERT_EQ(Run("join_plays --tracks={}/tracks.jsonl --plays={}/plays.jsonl --output={}/out.jsonl"),
            0);
  EXPECT_THAT(SortedLines("out.jsonl"),
              ElementsAre(R"({"id":"1","title":"One","plays":2,"seconds":6.5})",
                          R"({"id":"2","title":"Two","plays":0,"seconds":0})",
                          R"({"id":"3","title":null,"plays":1,"seconds":1})"));
}

}  // namespace
