#include <arrow/buffer.h>
#include <arrow/status.h>

#include <span>

#include "beam/io/parquet/arrow_files_internal.h"

namespace beam::io::internal {

arrow::Status ArrowInput::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

arrow::Status ArrowInput::Seek(std::int64_t position) {
  position_ = position;
  return arrow::Status::OK();
}

arrow::Result<std::int64_t> ArrowInput::Read(std::int64_t count, void* out) {
  ARROW_ASSIGN_OR_RAISE(const std::int64_t read, ReadAt(position_, count, out));
  position_ += read;
  return read;
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowInput::Read(std::int64_t count) {
  ARROW_ASSIGN_OR_RAISE(std::shared_ptr<arrow::Buffer> buffer, ReadAt(position_, count));
  position_ += buffer->size();
  return buffer;
}

arrow::Result<std::int64_t> ArrowInput::ReadAt(std::int64_t position, std::int64_t count,
                                               void* out) {
  if (position < 0 || count < 0) return arrow::Status::Invalid("a read outside of the file");
  try {
    const std::span buffer(static_cast<std::byte*>(out), static_cast<std::size_t>(count));
    return static_cast<std::int64_t>(file_->ReadAt(position, buffer));
  } catch (...) {
    error_ = std::current_exception();
    return arrow::Status::IOError("cannot read");
  }
}

arrow::Result<std::shared_ptr<arrow::Buffer>> ArrowInput::ReadAt(std::int64_t position,
                                                                 std::int64_t count) {
  // A size that the file does not have is a lie, and not worth its memory.
  count = std::min(count, std::max<std::int64_t>(0, file_->size() - position));
  ARROW_ASSIGN_OR_RAISE(auto buffer, arrow::AllocateResizableBuffer(count));
  ARROW_ASSIGN_OR_RAISE(const std::int64_t read, ReadAt(position, count, buffer->mutable_data()));
  ARROW_RETURN_NOT_OK(buffer->Resize(read));
  return std::shared_ptr<arrow::Buffer>(std::move(buffer));
}

arrow::Status ArrowOutput::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

arrow::Status ArrowOutput::Write(const void* data, std::int64_t count) {
  if (file_ == nullptr) return arrow::Status::Invalid("the file is given up");
  try {
    file_->Append({static_cast<const char*>(data), static_cast<std::size_t>(count)});
  } catch (...) {
    error_ = std::current_exception();
    return arrow::Status::IOError("cannot write");
  }
  position_ += count;
  return arrow::Status::OK();
}

}  // namespace beam::io::internal
