#include "beam/pipeline/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace beam {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

enum class Damaged { kKeep, kFail };

struct Options {
  std::string match_pattern;
  int sample_rate = 16000;
  double gain = 0.5;
  bool verbose = false;
  Damaged damaged = Damaged::kKeep;
  std::optional<std::string> report;
  std::optional<int> limit;

  static constexpr FieldDoc kDocs[] = {{"match_pattern", "Which files."},
                                       {"damaged", "What to do with them."}};
};

std::optional<std::string> Parse(Options& options, std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "program");
  return ParseFlags(static_cast<int>(arguments.size()), arguments.data(), {FlagsOf("Job", options)},
                    {.about = "Does things.", .version = "1.2"});
}

std::string ErrorOf(std::vector<const char*> arguments) {
  Options options;
  try {
    Parse(options, std::move(arguments));
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidArgument);
    return error.message();
  }
  return "no error";
}

TEST(Flags, SetFieldsOfEveryType) {
  Options options;
  EXPECT_EQ(Parse(options, {"--match_pattern=a b*.wav", "--sample_rate", "8000", "--gain=-2.5",
                            "--verbose", "--damaged=fail", "--report=r.json", "--limit=3"}),
            std::nullopt);
  EXPECT_EQ(options.match_pattern, "a b*.wav");
  EXPECT_EQ(options.sample_rate, 8000);
  EXPECT_EQ(options.gain, -2.5);
  EXPECT_TRUE(options.verbose);
  EXPECT_EQ(options.damaged, Damaged::kFail);
  EXPECT_EQ(options.report, "r.json");
  EXPECT_EQ(options.limit, 3);
}

TEST(Flags, LeaveDefaultsWhenNotGiven) {
  Options options;
  Parse(options, {"--match_pattern=x", "--verbose=false"});
  EXPECT_EQ(options.sample_rate, 16000);
  EXPECT_FALSE(options.verbose);
  EXPECT_EQ(options.report, std::nullopt);
}

TEST(Flags, HelpListsTypeDefaultAndDoc) {
  Options options;
  const std::string help = Parse(options, {"--help"}).value();
  EXPECT_THAT(help, AllOf(HasSubstr("Does things."), HasSubstr("--match_pattern string REQUIRED"),
                          HasSubstr("Which files."), HasSubstr("--sample_rate integer [16000]"),
                          HasSubstr("--gain number [0.5]"), HasSubstr("--damaged keep|fail [keep]"),
                          HasSubstr("What to do with them."), HasSubstr("--verbose")));
  EXPECT_EQ(Parse(options, {"--version"}), "1.2\n");
}

TEST(Flags, AnUnknownFlagGetsTheNearestOne) {
  EXPECT_THAT(ErrorOf({"--match_pattern=x", "--sampel_rate=3"}),
              AllOf(HasSubstr("--sampel_rate=3"), HasSubstr("the nearest is --sample_rate")));
  EXPECT_THAT(ErrorOf({"--match-pattern=x"}), HasSubstr("the nearest is --match_pattern"));
  EXPECT_THAT(ErrorOf({"--hlep"}), HasSubstr("the nearest is --help"));
}

TEST(Flags, ABadValueNamesItsFlagAndType) {
  EXPECT_EQ(ErrorOf({"--match_pattern=x", "--sample_rate=fast"}),
            "--sample_rate wants integer, found \"fast\"");
  EXPECT_EQ(ErrorOf({"--match_pattern=x", "--sample_rate=3.5"}),
            "--sample_rate wants integer, found \"3.5\"");
  EXPECT_EQ(ErrorOf({"--match_pattern=x", "--sample_rate=99999999999"}),
            "--sample_rate wants integer, found \"99999999999\"");
  EXPECT_EQ(ErrorOf({"--match_pattern=x", "--damaged=maybe"}),
            "--damaged wants keep|fail, found \"maybe\"");
  EXPECT_EQ(ErrorOf({"--match_pattern=x", "--verbose=perhaps"}),
            "--verbose wants true|false, found \"perhaps\"");
}

TEST(Flags, ARequiredFlagThatIsMissingIsNamed) {
  EXPECT_THAT(ErrorOf({"--gain=1"}), HasSubstr("--match_pattern"));
}

TEST(Flags, AnUnquotedPatternIsRecognised) {
  EXPECT_THAT(ErrorOf({"--match_pattern", "a.wav", "b.wav"}),
              AllOf(HasSubstr("\"b.wav\""), HasSubstr("quoted")));
}

TEST(Flags, ARepeatedFlagIsRefused) {
  EXPECT_THAT(ErrorOf({"--match_pattern=x", "--gain=1", "--gain=2"}), HasSubstr("--gain"));
}

}  // namespace
}  // namespace beam
