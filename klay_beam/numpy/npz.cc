#include "klay_beam/numpy/npz.h"

#include <archive.h>
#include <archive_entry.h>

#include <clocale>

#include <array>
#include <ctime>
#include <memory>

#include "beam/base/error.h"
#include "klay_beam/numpy/npy.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

constexpr std::string_view kSuffix = ".npy";
constexpr std::size_t kMaxBytes = std::size_t{4} << 30;
/// An archive of nothing, which libarchive does not read.
constexpr std::string_view kEmpty("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
/// The beginning of ZIP's time: 1980-01-01.
constexpr time_t kTime = 315532800;

using Archive = std::unique_ptr<archive, int (*)(archive*)>;
using Entry = std::unique_ptr<archive_entry, void (*)(archive_entry*)>;

/// libarchive takes names as the thread's locale has them.
class Utf8Locale {
 public:
  Utf8Locale() : previous_(uselocale(Utf8())) {}
  ~Utf8Locale() { uselocale(previous_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t Utf8() {
    static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return utf8;
  }

  locale_t previous_;
};

std::string MessageOf(archive* zip) {
  const char* message = archive_error_string(zip);
  return message == nullptr ? "unknown error" : message;
}

void CheckWritten(archive* zip, la_ssize_t result) {
  if (result < 0) throw Error(ErrorCode::kInternal, "cannot write a .npz file: " + MessageOf(zip));
}

[[noreturn]] void ThrowTorn(archive* zip) {
  throw Error(ErrorCode::kDataLoss, "not a whole .npz file: " + MessageOf(zip));
}

la_ssize_t Append(archive*, void* file, const void* bytes, std::size_t size) {
  static_cast<std::string*>(file)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

void WriteEntry(archive* zip, const std::string& name, const std::string& bytes) {
  const Entry entry(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), (name + std::string(kSuffix)).c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), kTime, 0);
  CheckWritten(zip, archive_write_header(zip, entry.get()));
  CheckWritten(zip, archive_write_data(zip, bytes.data(), bytes.size()));
}

std::string ReadEntry(archive* zip, std::size_t max_bytes) {
  std::string bytes;
  std::array<char, 1 << 16> block;
  while (const la_ssize_t count = archive_read_data(zip, block.data(), block.size())) {
    if (count < 0) ThrowTorn(zip);
    bytes.append(block.data(), static_cast<std::size_t>(count));
    if (bytes.size() > max_bytes) {
      throw Error(ErrorCode::kResourceExhausted,
                  "a .npz file has more in it than " + std::to_string(kMaxBytes) + " bytes");
    }
  }
  return bytes;
}

}  // namespace

std::string EncodeNpz(const NumpyArrays& arrays, bool is_compressed) {
  const Utf8Locale locale;
  std::string file;
  const Archive zip(archive_write_new(), archive_write_free);
  CheckWritten(zip.get(), archive_write_set_format_zip(zip.get()));
  CheckWritten(zip.get(),
               archive_write_set_options(
                   zip.get(), is_compressed ? "zip:compression=deflate" : "zip:compression=store"));
  CheckWritten(zip.get(), archive_write_set_bytes_in_last_block(zip.get(), 1));
  CheckWritten(zip.get(), archive_write_open(zip.get(), &file, nullptr, Append, nullptr));
  for (const auto& [name, array] : arrays) WriteEntry(zip.get(), name, EncodeNpy(array));
  CheckWritten(zip.get(), archive_write_close(zip.get()));
  return file;
}

NumpyArrays DecodeNpz(std::string_view file) {
  if (file == kEmpty) return {};
  const Utf8Locale locale;
  const Archive zip(archive_read_new(), archive_read_free);
  if (archive_read_support_format_zip_seekable(zip.get()) != ARCHIVE_OK ||
      archive_read_open_memory(zip.get(), file.data(), file.size()) != ARCHIVE_OK) {
    ThrowTorn(zip.get());
  }
  NumpyArrays arrays;
  std::size_t left = kMaxBytes;
  while (true) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(zip.get(), &entry);
    if (result == ARCHIVE_EOF) return arrays;
    if (result != ARCHIVE_OK) ThrowTorn(zip.get());
    const char* path = archive_entry_pathname(entry);
    std::string name = path == nullptr ? "" : path;
    const std::string bytes = ReadEntry(zip.get(), left);
    left -= bytes.size();
    if (name.ends_with(kSuffix)) name.resize(name.size() - kSuffix.size());
    try {
      arrays.insert_or_assign(name, DecodeNpy(bytes));
    } catch (const Error& error) {
      throw error.WithContext("array \"" + name + '"');
    }
  }
}

}  // namespace klay
