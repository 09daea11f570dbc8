#pragma once

#include <unistd.h>

#include <utility>

namespace beam::io {

/// An open file of the operating system, closed at the end.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() {
    if (number_ >= 0) close(number_);
  }
  FileDescriptor(FileDescriptor&& other) noexcept : number_(other.Release()) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  /// Negative when there is none.
  int get() const { return number_; }
  /// Leaves the closing to the caller.
  int Release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

}  // namespace beam::io
