#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace beam {

/// What kind of failure an Error is; callers branch on it, people read its name.
enum class ErrorCode {
  kInvalidArgument,    ///< The caller asked for something that makes no sense.
  kNotFound,           ///< A file or other named thing does not exist.
  kPermissionDenied,   ///< It exists but may not be used.
  kUnavailable,        ///< A passing fault: the same call may succeed later.
  kDataLoss,           ///< Bytes that cannot be what they claim to be.
  kResourceExhausted,  ///< Disk, memory or another limit is used up.
  kUnimplemented,      ///< This build or runner cannot do it.
  kCancelled,          ///< Somebody asked to stop.
  kInternal,           ///< A fault of this program.
};

/// The code's name as reports carry it: "data_loss".
std::string_view Name(ErrorCode code);

/// How an operation of this project fails. The message ends in the values: path, expected, found.
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message);

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }

  /// "data_loss: message"
  const char* what() const noexcept override { return text_.c_str(); }

  /// The same failure with `context` before the message: "context: message". Each layer adds its
  /// own once.
  Error WithContext(std::string_view context) const;

 private:
  ErrorCode code_;
  std::string message_;
  std::string text_;
};

/// The failure that `errno_value` (as after a system call) stands for, with its text after
/// `message`.
Error ErrorFromErrno(int errno_value, std::string_view message);

}  // namespace beam
