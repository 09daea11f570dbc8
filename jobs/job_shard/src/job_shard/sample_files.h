#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "beam/io/file_system.h"
#include "job_shard/sample.h"
#include "job_shard/sample_names.h"

namespace job_shard {

/// The files of a sample while it is packed: all of them are open, so that one that has gone shows
/// before any is read.
class SampleFiles {
 public:
  struct File {
    std::string path;
    std::string suffix;
    std::int64_t size_bytes = 0;
    std::unique_ptr<beam::io::RandomAccessFile> handle = nullptr;
  };

  /// Throws what opening throws, and data_loss for a file of another size than it had.
  SampleFiles(const Sample& sample, const SampleNames& names);

  const std::vector<File>& files() const { return files_; }

 private:
  std::vector<File> files_;
};

/// Fills `buffer` from `offset` on. Throws data_loss when the file ends before.
void ReadWhole(const SampleFiles::File& file, std::int64_t offset, std::span<std::byte> buffer);

}  // namespace job_shard
