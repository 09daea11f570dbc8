#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "beam/io/input_stream.h"

namespace beam::io {

/// What a line is.
struct LineFormat {
  /// What ends a line. Empty: "\n", and the "\r" before it is part of it.
  std::string delimiter = "";
  bool strip_delimiter = true;
  std::int64_t max_line_bytes = 256 << 20;

  /// Throws invalid_argument for a delimiter that overlaps itself, as "aa" does: where the lines of
  /// "aaa" end would depend on where one begins to read. `LineReader` takes only checked formats.
  void Check() const;
  /// Of what ends a line.
  std::size_t delimiter_bytes() const { return delimiter.empty() ? 1 : delimiter.size(); }
};

/// Takes lines off a stream. The last one needs no delimiter; bytes are not looked at otherwise.
class LineReader {
 public:
  /// `offset` is where in the text `input` begins; `path` is for messages.
  LineReader(std::unique_ptr<InputStream> input, std::int64_t offset, LineFormat format,
             std::string path);

  /// The next line, good until the next call; nothing at the end. Throws resource_exhausted for a
  /// line that is too long.
  std::optional<std::string_view> Next();

  /// Leaves out the mark that some editors put before UTF-8 text. At the beginning of a text.
  void SkipByteOrderMark();

  /// Where in the text the next line begins.
  std::int64_t position() const { return position_; }

 private:
  void CheckLength(std::size_t bytes) const;
  /// Where the delimiter is in what has not been searched yet; null when it is not there.
  const char* FindDelimiter();
  /// Reads on, behind what is there; false at the end.
  bool Refill();
  std::string_view Take(std::size_t bytes, std::size_t delimiter_bytes);

  std::unique_ptr<InputStream> input_;
  LineFormat format_;
  std::string path_;
  std::int64_t position_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_;
  // Of the buffer: [begin_, end_) is read and not taken, without a delimiter before searched_.
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;
  std::size_t end_ = 0;
};

}  // namespace beam::io
