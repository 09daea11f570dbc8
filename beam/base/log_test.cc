#include "beam/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "beam/base/log_output.h"

namespace beam {
namespace {

using ::testing::ElementsAre;

struct Lines final : LogSink {
  std::vector<std::string> lines;
  void Write(LogSeverity severity, std::string_view text) override {
    lines.push_back(std::to_string(static_cast<int>(severity)) + " " + std::string(text));
  }
};

TEST(Log, GoesToTheInnermostSinkOfTheThread) {
  Lines outer;
  Lines inner;
  const LogScope outer_scope(outer);
  Log(LogSeverity::kInfo, "one");
  {
    const LogScope inner_scope(inner);
    Log(LogSeverity::kError, "two");
  }
  Log(LogSeverity::kWarning, "three");
  EXPECT_THAT(outer.lines, ElementsAre("1 one", "2 three"));
  EXPECT_THAT(inner.lines, ElementsAre("3 two"));
}

TEST(Log, IsALineOnStandardErrorWithoutASink) {
  Lines of_another_thread;
  const LogScope scope(of_another_thread);
  ::testing::internal::CaptureStderr();
  std::thread([] {
    Log(LogSeverity::kInfo, "a value");
    Log(LogSeverity::kWarning, "no audio");
  }).join();
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "a value\nwarning: no audio\n");
  EXPECT_THAT(of_another_thread.lines, ElementsAre());
}

/// Puts the process's log back as it was.
class LogOutput : public ::testing::Test {
 protected:
  ~LogOutput() override { SetLogOutput(LogSeverity::kInfo, nullptr); }
};

TEST_F(LogOutput, BelowTheLeastSeverityNothingIsSaid) {
  Lines lines;
  const LogScope scope(lines);
  Log(LogSeverity::kDebug, "unheard");
  SetLogOutput(LogSeverity::kDebug, nullptr);
  EXPECT_TRUE(IsLogged(LogSeverity::kDebug));
  Log(LogSeverity::kDebug, "heard");
  SetLogOutput(LogSeverity::kError, nullptr);
  EXPECT_FALSE(IsLogged(LogSeverity::kWarning));
  Log(LogSeverity::kWarning, "unheard");
  EXPECT_THAT(lines.lines, ElementsAre("0 heard"));
}

TEST_F(LogOutput, TheProcesssSinkTakesWhatNoScopeTakes) {
  Lines of_process;
  Lines of_scope;
  EXPECT_FALSE(LogsToSink());
  SetLogOutput(LogSeverity::kInfo, &of_process);
  EXPECT_TRUE(LogsToSink());
  Log(LogSeverity::kInfo, "process");
  {
    const LogScope scope(of_scope);
    Log(LogSeverity::kInfo, "scope");
  }
  EXPECT_THAT(of_process.lines, ElementsAre("1 process"));
  EXPECT_THAT(of_scope.lines, ElementsAre("1 scope"));
}

}  // namespace
}  // namespace beam
