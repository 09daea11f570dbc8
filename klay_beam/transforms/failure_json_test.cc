#include "klay_beam/transforms/failure_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace klay {
namespace {

TEST(FailureJson, IsOneLineOfJsonWhateverTheName) {
  const Failure failure{"a \"b\"\n\xff\xc3\xa9.wav", "LoadAudio", "data_loss", "bad \x01"};
  const std::string line = ToJson(failure);
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto object = nlohmann::json::parse(line);
  EXPECT_EQ(object["path"], "a \"b\"\n\\xff\xc3\xa9.wav");
  EXPECT_EQ(object["step"], "LoadAudio");
  EXPECT_EQ(object["code"], "data_loss");
  EXPECT_EQ(object["message"], "bad \x01");
}

TEST(FailureJson, KeepsEveryValidCharacterAndEscapesTheRest) {
  EXPECT_EQ(PrintableUtf8("aé日🎵"), "aé日🎵");
  EXPECT_EQ(PrintableUtf8("\xc3"), "\\xc3");
  EXPECT_EQ(PrintableUtf8("\xc0\xaf"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(PrintableUtf8("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // surrogate
  EXPECT_EQ(PrintableUtf8("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
  EXPECT_EQ(PrintableUtf8("\x80x"), "\\x80x");
}

}  // namespace
}  // namespace klay
