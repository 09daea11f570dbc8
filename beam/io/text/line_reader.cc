#include "beam/io/text/line_reader.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "beam/base/error.h"

namespace beam::io {
namespace {

/// Large enough that a system call costs nothing, small enough for the processor's cache.
constexpr std::size_t kBlock = 256 << 10;

}  // namespace

void LineFormat::Check() const {
  for (std::size_t size = 1; size < delimiter.size(); ++size) {
    if (delimiter.starts_with(std::string_view(delimiter).substr(delimiter.size() - size))) {
      throw Error(ErrorCode::kInvalidArgument,
                  "a delimiter of lines begins as it ends: \"" + delimiter + "\"");
    }
  }
  if (max_line_bytes < 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "max_line_bytes is not positive: " + std::to_string(max_line_bytes));
  }
}

LineReader::LineReader(std::unique_ptr<InputStream> input, std::int64_t offset, LineFormat format,
                       std::string path)
    : input_(std::move(input)),
      format_(std::move(format)),
      path_(std::move(path)),
      position_(offset),
      buffer_(std::make_unique_for_overwrite<char[]>(kBlock)),
      capacity_(kBlock) {}

std::optional<std::string_view> LineReader::Next() {
  while (true) {
    if (const char* found = FindDelimiter()) {
      const std::size_t bytes = static_cast<std::size_t>(found - buffer_.get()) - begin_;
      CheckLength(bytes);
      return Take(bytes, format_.delimiter_bytes());
    }
    CheckLength(end_ - begin_);
    if (!Refill()) break;
  }
  if (begin_ == end_) return std::nullopt;
  return Take(end_ - begin_, 0);
}

void LineReader::CheckLength(std::size_t bytes) const {
  if (bytes <= static_cast<std::size_t>(format_.max_line_bytes)) return;
  throw Error(ErrorCode::kResourceExhausted,
              "a line is longer than max_line_bytes = " + std::to_string(format_.max_line_bytes) +
                  ", from byte " + std::to_string(position_) + " of " + path_);
}

const char* LineReader::FindDelimiter() {
  const char* const from = buffer_.get() + searched_;
  const std::size_t size = end_ - searched_;
  if (format_.delimiter.empty()) return static_cast<const char*>(std::memchr(from, '\n', size));
  return static_cast<const char*>(
      memmem(from, size, format_.delimiter.data(), format_.delimiter.size()));
}

bool LineReader::Refill() {
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= std::exchange(begin_, 0);
  // A delimiter may have begun at the very end.
  searched_ = end_ - std::min(end_, format_.delimiter_bytes() - 1);
  if (end_ > capacity_ / 2) {
    capacity_ *= 2;
    auto larger = std::make_unique_for_overwrite<char[]>(capacity_);
    std::memcpy(larger.get(), buffer_.get(), end_);
    buffer_ = std::move(larger);
  }
  const std::size_t count =
      input_->Read(std::as_writable_bytes(std::span(buffer_.get() + end_, capacity_ - end_)));
  end_ += count;
  return count > 0;
}

std::string_view LineReader::Take(std::size_t bytes, std::size_t delimiter_bytes) {
  std::string_view line(buffer_.get() + begin_, bytes + delimiter_bytes);
  position_ += static_cast<std::int64_t>(line.size());
  begin_ += line.size();
  searched_ = begin_;
  if (format_.strip_delimiter) {
    line.remove_suffix(delimiter_bytes);
    if (delimiter_bytes > 0 && format_.delimiter.empty() && line.ends_with('\r')) {
      line.remove_suffix(1);
    }
  }
  return line;
}

void LineReader::SkipByteOrderMark() {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  while (end_ - begin_ < kMark.size() && Refill()) {
  }
  if (std::string_view(buffer_.get() + begin_, end_ - begin_).starts_with(kMark)) {
    begin_ += kMark.size();
    position_ += static_cast<std::int64_t>(kMark.size());
  }
  searched_ = begin_;
}

}  // namespace beam::io
