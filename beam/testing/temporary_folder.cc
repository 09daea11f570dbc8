#include "beam/testing/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "beam/base/error.h"

namespace beam::testing {

TemporaryFolder::TemporaryFolder()
    : path_((std::filesystem::temp_directory_path() / "beam-test-XXXXXX").string()) {
  if (mkdtemp(path_.data()) == nullptr) throw ErrorFromErrno(errno, "cannot make " + path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // A test must not fail because of what it leaves behind.
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace beam::testing
