#include "klay_beam/inference/installed_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "beam/base/error.h"

namespace klay {
namespace {

using ::testing::HasSubstr;

/// Sets a variable of the environment, and puts back what it was.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* const before = getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() { setenv(name_, before_.c_str(), 1); }

 private:
  const char* name_;
  std::string before_;
};

TEST(InstalledModel, FoldersAreFoundInTheOrderOfBinModels) {
  const Variable home("HOME", "/home/somebody");
  {
    const Variable cache("XDG_CACHE_HOME", "/cache");
    {
      const Variable models("KLAY_MODELS", "/models");
      EXPECT_EQ(ModelsFolder("/option"), "/option");
      EXPECT_EQ(ModelsFolder(), "/models");
    }
    const Variable models("KLAY_MODELS", "");
    EXPECT_EQ(ModelsFolder(), "/cache/klay_beam/models");
  }
  const Variable models("KLAY_MODELS", "");
  const Variable cache("XDG_CACHE_HOME", "");
  EXPECT_EQ(ModelsFolder(), "/home/somebody/.cache/klay_beam/models");
}

TEST(InstalledModel, IsTheFolderOfItsName) {
  const std::string folder = ::testing::TempDir() + "klay_installed_model_test";
  std::filesystem::create_directories(folder + "/a-model");
  EXPECT_EQ(InstalledModel("a-model", folder), folder + "/a-model");
  try {
    InstalledModel("another", folder);
    FAIL() << "nothing was thrown";
  } catch (const beam::Error& error) {
    EXPECT_EQ(error.code(), beam::ErrorCode::kNotFound);
    EXPECT_THAT(error.message(), HasSubstr("bin/models another does it: " + folder + "/another"));
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace klay
