#include "klay_beam/files/tar_file.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <exception>
#include <span>
#include <utility>

#include "beam/base/describe.h"
#include "beam/base/error.h"

namespace klay {
namespace {

using beam::Error, beam::ErrorCode;

constexpr std::int64_t kBlock = 512;
/// Two blocks of zeros.
constexpr std::int64_t kEndBytes = 2 * kBlock;
constexpr std::size_t kNameInHeader = 100;

std::int64_t WholeBlocks(std::int64_t bytes) {
  return (bytes + kBlock - 1) / kBlock * kBlock;
}

using Handle = std::unique_ptr<archive, int (*)(archive*)>;
using Entry = std::unique_ptr<archive_entry, void (*)(archive_entry*)>;

std::string ReasonOf(archive* handle) {
  const char* reason = archive_error_string(handle);
  return reason == nullptr ? "out of memory" : reason;
}

/// Runs what a C library calls back: no exception may pass through it. `error` keeps the exception
/// until the library has returned.
template <class Function>
la_int64_t Shielded(std::exception_ptr& error, const Function& function) {
  try {
    return function();
  } catch (...) {
    error = std::current_exception();
    return -1;
  }
}

}  // namespace

std::int64_t TarMemberBytes(const std::string& name, std::int64_t size_bytes) {
  const auto name_bytes = static_cast<std::int64_t>(name.size());
  const std::int64_t long_name =
      name.size() > kNameInHeader ? kBlock + WholeBlocks(name_bytes + 1) : 0;
  return long_name + kBlock + WholeBlocks(size_bytes);
}

std::int64_t TarBytesAfter(std::int64_t offset) {
  return WholeBlocks(offset) + kEndBytes;
}

class TarWriter::Archive {
 public:
  explicit Archive(beam::io::FileWriter& file) : file_(file) {
    archive* handle = handle_.get();
    Check(archive_write_set_format_gnutar(handle));
    // Every byte comes at once, so that written_ is the place in the archive.
    Check(archive_write_set_bytes_per_block(handle, 0));
    Check(archive_write_open2(handle, this, nullptr, &Archive::Write, nullptr, nullptr));
  }

  /// What is not finished gets no end when the library closes it.
  ~Archive() { is_abandoned_ = true; }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  std::int64_t Begin(const std::string& name, std::int64_t size_bytes) {
    CheckComplete();
    name_ = name;
    missing_ = size_bytes;
    const Entry entry(archive_entry_new(), &archive_entry_free);
    archive_entry_copy_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), size_bytes);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 0, 0);
    Check(archive_write_header(handle_.get(), entry.get()));
    return written_;
  }

  void Append(std::string_view bytes) {
    missing_ -= static_cast<std::int64_t>(bytes.size());
    if (missing_ < 0) Refuse("has more bytes than it was to have: " + std::to_string(-missing_));
    while (!bytes.empty()) {
      const la_ssize_t count = archive_write_data(handle_.get(), bytes.data(), bytes.size());
      Check(count > 0 ? ARCHIVE_OK : ARCHIVE_FATAL);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  std::int64_t Finish() {
    CheckComplete();
    Check(archive_write_close(handle_.get()));
    return written_;
  }

 private:
  static la_ssize_t Write(archive*, void* self, const void* bytes, std::size_t count) {
    auto& out = *static_cast<Archive*>(self);
    if (out.is_abandoned_) return -1;
    // The library is not told of errors: it would then never free its memory.
    if (out.error_ == nullptr) {
      Shielded(out.error_, [&] {
        out.file_.Append({static_cast<const char*>(bytes), count});
        return 0;
      });
    }
    out.written_ += static_cast<std::int64_t>(count);
    return static_cast<la_ssize_t>(count);
  }

  void CheckComplete() const {
    if (missing_ > 0) Refuse("lacks bytes: " + std::to_string(missing_));
  }

  [[noreturn]] void Refuse(const std::string& why) const {
    throw Error(ErrorCode::kInternal, "a member of a tar archive " + why + ", " + name_);
  }

  void Check(int status) const {
    if (error_ != nullptr) std::rethrow_exception(error_);
    if (status == ARCHIVE_OK) return;
    throw Error(ErrorCode::kInternal,
                "cannot write a tar archive: " + ReasonOf(handle_.get()) + ": " + name_);
  }

  beam::io::FileWriter& file_;
  std::exception_ptr error_;
  std::int64_t written_ = 0;
  std::string name_;
  std::int64_t missing_ = 0;  ///< Of the member, in bytes.
  bool is_abandoned_ = false;
  const Handle handle_{archive_write_new(), &archive_write_free};
};

TarWriter::TarWriter(beam::io::FileWriter& file) : archive_(std::make_unique<Archive>(file)) {}

TarWriter::~TarWriter() = default;

std::int64_t TarWriter::Begin(const std::string& name, std::int64_t size_bytes) {
  return archive_->Begin(name, size_bytes);
}

void TarWriter::Append(std::string_view bytes) {
  archive_->Append(bytes);
}

std::int64_t TarWriter::Finish() {
  return archive_->Finish();
}

namespace {

/// An archive that is read header by header.
class TarHeaders {
 public:
  explicit TarHeaders(const std::string& path)
      : path_(path), file_(beam::io::FileSystemFor(path).Open(path)) {
    archive* handle = handle_.get();
    Check(archive_read_support_format_tar(handle));
    Check(archive_read_set_read_callback(handle, &TarHeaders::Read));
    Check(archive_read_set_skip_callback(handle, &TarHeaders::Skip));
    Check(archive_read_set_callback_data(handle, this));
    Check(archive_read_open1(handle));
  }

  /// False at the end.
  bool Next(TarMember& member) {
    archive_entry* entry = nullptr;
    while (true) {
      const int status = archive_read_next_header(handle_.get(), &entry);
      if (status == ARCHIVE_EOF) return false;
      Check(status);
      member = {.name = NameOf(entry),
                .offset = archive_filter_bytes(handle_.get(), 0),
                .size_bytes = archive_entry_size(entry)};
      if (TarBytesAfter(member.offset + member.size_bytes) > file_->size()) {
        Throw("it ends before its last member does");
      }
      if (archive_entry_filetype(entry) == AE_IFREG) return true;
    }
  }

 private:
  static la_ssize_t Read(archive*, void* self, const void** bytes) {
    auto& in = *static_cast<TarHeaders*>(self);
    return Shielded(in.error_, [&] {
      const std::size_t count = in.file_->ReadAt(in.position_, in.buffer_);
      in.position_ += static_cast<std::int64_t>(count);
      *bytes = in.buffer_.data();
      return static_cast<la_int64_t>(count);
    });
  }

  static la_int64_t Skip(archive*, void* self, la_int64_t wanted) {
    auto& in = *static_cast<TarHeaders*>(self);
    const la_int64_t count = std::min(wanted, in.file_->size() - in.position_);
    in.position_ += count;
    return count;
  }

  std::string NameOf(archive_entry* entry) {
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) Throw("a member has no name");
    return name;
  }

  void Check(int status) {
    // It warns of names that this process's locale has no letters for, and gives their bytes.
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN) return;
    if (error_ != nullptr) std::rethrow_exception(std::exchange(error_, nullptr));
    Throw(ReasonOf(handle_.get()));
  }

  [[noreturn]] void Throw(const std::string& why) const {
    throw Error(ErrorCode::kDataLoss, "no whole tar archive: " + why + ": " + path_);
  }

  const std::string path_;
  const std::unique_ptr<beam::io::RandomAccessFile> file_;
  std::exception_ptr error_;
  std::int64_t position_ = 0;
  std::array<std::byte, 16 << 10> buffer_;
  const Handle handle_{archive_read_new(), &archive_read_free};
};

}  // namespace

std::vector<TarMember> ListTar(const std::string& path) {
  TarHeaders headers(path);
  std::vector<TarMember> members;
  for (TarMember member; headers.Next(member);) members.push_back(std::move(member));
  return members;
}

}  // namespace klay
