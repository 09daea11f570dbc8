#include "beam/exec/spill_file.h"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <string_view>
#include <tuple>
#include <utility>

#include "beam/base/error.h"

namespace beam::exec {
namespace {

constexpr int kCompressionLevel = 1;

/// What is left of `result` when it is no error code of zstd's.
std::size_t Checked(std::size_t result, const std::string& what) {
  if (ZSTD_isError(result) == 0) return result;
  throw Error(ErrorCode::kDataLoss, what + ": " + ZSTD_getErrorName(result));
}

std::string Compress(std::string_view bytes) {
  thread_local const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                                  &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kCompressionLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string compressed(ZSTD_compressBound(bytes.size()), '\0');
  compressed.resize(Checked(ZSTD_compress2(context.get(), compressed.data(), compressed.size(),
                                           bytes.data(), bytes.size()),
                            "cannot compress a block for the temporary file"));
  return compressed;
}

std::string Decompress(std::string_view compressed, std::size_t size) {
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                                  &ZSTD_freeDCtx);
  std::string bytes(size, '\0');
  const std::size_t found = Checked(ZSTD_decompressDCtx(context.get(), bytes.data(), bytes.size(),
                                                        compressed.data(), compressed.size()),
                                    "a block of the temporary file is not what was written");
  if (found == size) return bytes;
  throw Error(ErrorCode::kDataLoss, "a block of the temporary file has another size: expected " +
                                        std::to_string(size) + ", found " + std::to_string(found));
}

/// A new file without a name in `folder`.
int OpenUnnamed(const std::filesystem::path& folder) {
  const int unnamed = open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (unnamed >= 0) return unnamed;
  // Some file systems make no file without a name: take its name away at once.
  std::string name = folder / "klay_beam-spill-XXXXXX";
  const int named = mkostemp(name.data(), O_CLOEXEC);
  if (named < 0) {
    throw ErrorFromErrno(errno, "cannot make a temporary file in the folder " + folder.string());
  }
  unlink(name.c_str());
  return named;
}

}  // namespace

/// The file, made when it is first written to.
class SpillFile::File {
 public:
  explicit File(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  /// Writes `bytes` behind all others; returns where.
  std::uint64_t Append(std::string_view bytes);
  std::string Read(std::uint64_t offset, std::size_t size) const;
  void Free(std::uint64_t offset, std::size_t size) const;
  std::uint64_t size() const { return end_; }

 private:
  int descriptor();

  const std::filesystem::path folder_;
  std::mutex mutex_;
  std::atomic<int> descriptor_ = -1;
  std::atomic<std::uint64_t> end_ = 0;
};

int SpillFile::File::descriptor() {
  if (descriptor_ < 0) {
    const std::lock_guard lock(mutex_);
    if (descriptor_ < 0) descriptor_ = OpenUnnamed(folder_);
  }
  return descriptor_;
}

std::uint64_t SpillFile::File::Append(std::string_view bytes) {
  const int file = descriptor();
  const std::uint64_t start = end_.fetch_add(bytes.size());
  std::uint64_t offset = start;
  while (!bytes.empty()) {
    const ssize_t written = pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      throw ErrorFromErrno(errno,
                           "cannot write what does not fit into memory to a temporary file "
                           "in the folder " +
                               folder_.string());
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return start;
}

std::string SpillFile::File::Read(std::uint64_t offset, std::size_t size) const {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t count =
        pread(descriptor_, bytes.data() + done, size - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      throw ErrorFromErrno(errno, "cannot read a temporary file in the folder " + folder_.string());
    }
    if (count == 0) {
      throw Error(ErrorCode::kDataLoss,
                  "a temporary file ends early, in the folder " + folder_.string());
    }
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

void SpillFile::File::Free(std::uint64_t offset, std::size_t size) const {
  // Where the file system cannot make holes, the space comes back with the end of the job.
  std::ignore = fallocate(descriptor_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                          static_cast<off_t>(offset), static_cast<off_t>(size));
}

/// A written block.
class SpillFile::Block final : public ChunkStore::Chunk {
 public:
  Block(std::shared_ptr<const File> file, std::uint64_t offset, std::size_t compressed_size,
        std::size_t size)
      : file_(std::move(file)), offset_(offset), compressed_size_(compressed_size), size_(size) {}
  ~Block() override { file_->Free(offset_, compressed_size_); }
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  std::string Read() const override {
    return Decompress(file_->Read(offset_, compressed_size_), size_);
  }

 private:
  std::shared_ptr<const File> file_;
  std::uint64_t offset_;
  std::size_t compressed_size_;
  std::size_t size_;
};

SpillFile::SpillFile(std::filesystem::path folder, std::size_t chunk_bytes,
                     std::size_t memory_bytes)
    : file_(std::make_shared<File>(std::move(folder))),
      chunk_bytes_(chunk_bytes),
      memory_bytes_(memory_bytes) {}

SpillFile::~SpillFile() = default;

std::shared_ptr<const ChunkStore::Chunk> SpillFile::Keep(std::string bytes) {
  const std::string compressed = Compress(bytes);
  const std::uint64_t offset = file_->Append(compressed);
  return std::make_shared<const Block>(file_, offset, compressed.size(), bytes.size());
}

std::uint64_t SpillFile::bytes_written() const {
  return file_->size();
}

}  // namespace beam::exec
