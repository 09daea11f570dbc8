#include "beam/base/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

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
  Log(LogSeverity::kDebug, "three");
  EXPECT_THAT(outer.lines, ElementsAre("1 one", "0 three"));
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

}  // namespace
}  // namespace beam
