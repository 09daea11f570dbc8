#include "beam/io/fileio/unfinished_files.h"

#include <cstdint>
#include <optional>
#include <random>
#include <utility>

#include "beam/base/error.h"
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

bool UnfinishedFiles::ClaimNames(const std::string& pattern) {
  return claimed_.insert(pattern).second;
}

void UnfinishedFiles::RemoveAll() {
  const std::lock_guard lock(mutex_);
  std::optional<Error> first;
  for (const std::string& name : std::exchange(names_, {})) {
    try {
      FileSystemFor(name).Remove(name);
    } catch (const Error& error) {
      // What somebody else has removed need not be removed.
      if (error.code() != ErrorCode::kNotFound && !first.has_value()) first = error;
    }
  }
  if (first.has_value()) throw *first;
}

}  // namespace beam::io
