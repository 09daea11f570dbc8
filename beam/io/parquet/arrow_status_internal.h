#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <exception>
#include <functional>
#include <string>
#include <utility>

#include "beam/base/error.h"

namespace beam::io::internal {

/// Makes our Errors of what Arrow and Parquet return or throw while they work on one file: with
/// `what` before it, and resource_exhausted for a lack of memory, `otherwise` for anything else.
/// What the file itself threw, which `of_file` returns or null, goes before it.
class ArrowErrors {
 public:
  ArrowErrors(std::string what, ErrorCode otherwise, std::function<std::exception_ptr()> of_file)
      : what_(std::move(what)), otherwise_(otherwise), of_file_(std::move(of_file)) {}

  void Check(const arrow::Status& status) const {
    if (!status.ok()) Throw(status);
  }
  template <class T>
  T Take(arrow::Result<T> result) const {
    Check(result.status());
    return std::move(result).ValueUnsafe();
  }

  /// Runs what may throw. An Error of ours goes on as it is.
  template <class Call>
  void Guard(const Call& call) const {
    try {
      call();
    } catch (...) {
      Rethrow();
    }
  }

 private:
  [[noreturn]] void Throw(const arrow::Status& status) const;
  /// Called inside a catch block.
  [[noreturn]] void Rethrow() const;
  void RethrowOfFile() const;

  std::string what_;
  ErrorCode otherwise_;
  std::function<std::exception_ptr()> of_file_;
};

}  // namespace beam::io::internal
