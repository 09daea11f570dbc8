#pragma once

#include <arrow/io/interfaces.h>

#include <exception>
#include <memory>
#include <string>

#include "beam/io/file_system.h"

namespace beam::io::internal {

/// A file of ours as Arrow reads it. What our file throws reaches Arrow as a status, and is kept
/// for those who called Arrow.
class ArrowInput final : public arrow::io::RandomAccessFile {
 public:
  explicit ArrowInput(std::unique_ptr<io::RandomAccessFile> file) : file_(std::move(file)) {}

  arrow::Status Close() override;
  bool closed() const override { return closed_; }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  arrow::Status Seek(std::int64_t position) override;
  arrow::Result<std::int64_t> GetSize() override { return file_->size(); }
  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override;
  arrow::Result<std::int64_t> ReadAt(std::int64_t position, std::int64_t count, void* out) override;
  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t position,
                                                       std::int64_t count) override;

  /// What our file threw last; null when it did not.
  std::exception_ptr error() const { return error_; }

 private:
  std::unique_ptr<io::RandomAccessFile> file_;
  std::int64_t position_ = 0;
  bool closed_ = false;
  std::exception_ptr error_;
};

/// A FileWriter as Arrow writes to it.
class ArrowOutput final : public arrow::io::OutputStream {
 public:
  /// `file` must outlive the stream, or Detach be called.
  explicit ArrowOutput(FileWriter& file) : file_(&file) {}

  arrow::Status Close() override;
  bool closed() const override { return closed_; }
  arrow::Result<std::int64_t> Tell() const override { return position_; }
  arrow::Status Write(const void* data, std::int64_t count) override;

  std::exception_ptr error() const { return error_; }
  /// From here on every write fails: Arrow's writers write even when they are destroyed.
  void Detach() { file_ = nullptr; }

 private:
  FileWriter* file_;
  std::int64_t position_ = 0;
  bool closed_ = false;
  std::exception_ptr error_;
};

}  // namespace beam::io::internal
