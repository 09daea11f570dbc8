#include "job_shard/sample_files.h"

#include <utility>

#include "beam/base/error.h"

namespace job_shard {
namespace {

[[noreturn]] void Throw(const SampleFiles::File& file, std::int64_t found_bytes) {
  throw beam::Error(beam::ErrorCode::kDataLoss, "a file has changed since it was found: expected " +
                                                    std::to_string(file.size_bytes) +
                                                    " bytes, found " + std::to_string(found_bytes) +
                                                    ": " + file.path);
}

}  // namespace

SampleFiles::SampleFiles(const Sample& sample, const SampleNames& names) {
  for (std::size_t i = 0; i < sample.sizes_bytes.size(); ++i) {
    if (sample.sizes_bytes[i] == Sample::kMissing) continue;
    File file{.path = names.PathOf(sample.audio_path, i),
              .suffix = names.suffixes()[i],
              .size_bytes = sample.sizes_bytes[i]};
    file.handle = beam::io::FileSystemFor(file.path).Open(file.path);
    if (file.handle->size() != file.size_bytes) Throw(file, file.handle->size());
    files_.push_back(std::move(file));
  }
}

void ReadWhole(const SampleFiles::File& file, std::int64_t offset, std::span<std::byte> buffer) {
  const std::size_t count = file.handle->ReadAt(offset, buffer);
  if (count < buffer.size()) Throw(file, offset + static_cast<std::int64_t>(count));
}

}  // namespace job_shard
