#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace klay::testing {

/// A folder of its own for one test, removed with what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  /// The path of `name` in it.
  std::string Path(std::string_view name) const { return (folder_ / name).string(); }

  /// Writes a file and returns its path.
  std::string Write(std::string_view name, std::string_view bytes) const;

 private:
  std::filesystem::path folder_;
};

/// A file's bytes. Throws std::runtime_error when it cannot be read.
std::string ReadWhole(const std::string& path);

}  // namespace klay::testing
