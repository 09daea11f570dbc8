#include "beam/io/fileio/unfinished_files.h"

#include <cstdint>
#include <random>

#include "beam/io/file_system.h"

namespace beam::io {
namespace {

/// Random, since workers on many machines write beside each other.
std::string RandomHex() {
  std::random_device device;
  std::string text;
  for (int i = 0; i < 2; ++i) {
    const std::uint32_t bits = device();
    for (int shift = 28; shift >= 0; shift -= 4) text += "0123456789abcdef"[bits >> shift & 15];
  }
  return text;
}

}  // namespace

UnfinishedFiles::UnfinishedFiles(Pipeline& pipeline) {
  pipeline.OnFinish([this](const PipelineResult&) { RemoveAll(); });
}

std::string UnfinishedFiles::NewName(const std::string& prefix) {
  const std::size_t folder = prefix.rfind('/') + 1;
  return prefix.substr(0, folder) + std::string(kTemporaryPrefix) + RandomHex();
}

void UnfinishedFiles::Add(const std::string& name) {
  const std::lock_guard lock(mutex_);
  names_.insert(name);
}

void UnfinishedFiles::Finish(const std::string& name) {
  const std::lock_guard lock(mutex_);
  names_.erase(name);
}

void UnfinishedFiles::ClaimNames(const std::string& pattern) {
  if (claimed_.insert(pattern).second) return;
  throw Error(ErrorCode::kInvalidArgument,
              "two transforms of the pipeline write the same files: " + pattern);
}

void UnfinishedFiles::RemoveAll() {
  const std::lock_guard lock(mutex_);
  for (const std::string& name : names_) FileSystemFor(name).Remove(name);
  names_.clear();
}

}  // namespace beam::io
