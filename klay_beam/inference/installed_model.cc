#include "klay_beam/inference/installed_model.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "beam/base/error.h"

namespace klay {
namespace {

/// "" when it is not set.
std::string Environment(const char* variable) {
  const char* const value = std::getenv(variable);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string ModelsFolder(std::string_view model_dir) {
  if (!model_dir.empty()) return std::string(model_dir);
  if (std::string folder = Environment("KLAY_MODELS"); !folder.empty()) return folder;
  std::string cache = Environment("XDG_CACHE_HOME");
  if (cache.empty()) cache = Environment("HOME") + "/.cache";
  return cache + "/klay_beam/models";
}

std::string InstalledModel(std::string_view name, std::string_view model_dir) {
  const std::string folder = ModelsFolder(model_dir) + "/" + std::string(name);
  std::error_code ignored;
  if (name.empty() || !std::filesystem::is_directory(folder, ignored)) {
    throw beam::Error(beam::ErrorCode::kNotFound, "the model " + std::string(name) +
                                                      " is not installed; bin/models " +
                                                      std::string(name) + " does it: " + folder);
  }
  return folder;
}

}  // namespace klay
