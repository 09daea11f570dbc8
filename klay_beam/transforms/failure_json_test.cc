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

TEST(FailureJson, TellsThePathsBytesWhereTheyAreNoText) {
  const auto path_base64 = [](const std::string& path) {
    const Failure failure{.path = path, .step = "s", .code = "c", .message = "m"};
    return nlohmann::json::parse(ToJson(failure)).value("path_base64", "");
  };
  EXPECT_EQ(path_base64("\xff"), "/w==");
  EXPECT_EQ(path_base64("f\xc3\xbcr"), "");
}

}  // namespace
}  // namespace klay
