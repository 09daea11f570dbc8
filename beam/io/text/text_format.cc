#include "beam/io/text/text_format.h"

#include <utility>

#include "beam/base/error.h"
#include "beam/io/compression/compressed_file.h"

namespace beam::io {
namespace {

constexpr std::int64_t kBlockBytes = 1 << 20;

}  // namespace

TextLines::TextLines(const ReadTextOptions& options)
    : format_{.delimiter = options.delimiter,
              .strip_delimiter = options.strip_trailing_newlines,
              .max_line_bytes = options.max_line_bytes},
      skip_header_lines_(options.skip_header_lines) {
  format_.Check();
  if (skip_header_lines_ < 0) {
    throw Error(ErrorCode::kInvalidArgument,
                "skip_header_lines is negative: " + std::to_string(skip_header_lines_));
  }
}

std::int64_t TextLines::NumUnits(const ReadableFile& file) const {
  const FileMetadata& metadata = file.metadata;
  // Most files are small, and need not be opened to be known as one block.
  if (metadata.size_bytes <= kBlockBytes) return 1;
  const auto opened = FileSystemFor(metadata.path).Open(metadata.path);
  if (ResolveCompression(file.compression, metadata.path, *opened) != Compression::kNone) return 1;
  return (metadata.size_bytes + kBlockBytes - 1) / kBlockBytes;
}

void TextLines::ForEach(
    const ReadableFile& file, UnitTracker& units,
    const std::function<void(std::string_view line, std::int64_t position)>& visit) const {
  const bool is_divided = NumUnits(file) > 1;
  const std::int64_t first = units.restriction().start;
  if (!units.TryClaim(first)) return;
  LineReader lines = Open(file, first * kBlockBytes);
  std::int64_t end = (first + 1) * kBlockBytes;
  while (true) {
    const std::int64_t position = lines.position();
    if (position >= end && is_divided) {
      if (!units.TryClaim(position / kBlockBytes)) return;
      end = (position / kBlockBytes + 1) * kBlockBytes;
    }
    const auto line = lines.Next();
    if (!line.has_value()) break;
    visit(*line, position);
  }
  units.TryClaim(OffsetRangeTracker::kEnd);
}

LineReader TextLines::Open(const ReadableFile& file, std::int64_t start) const {
  const std::string& path = file.metadata.path;
  if (start == 0 || skip_header_lines_ > 0) {
    LineReader lines(file.Open(), 0, format_, path);
    lines.SkipByteOrderMark();
    for (int i = 0; i < skip_header_lines_ && lines.Next().has_value(); ++i) {
    }
    if (lines.position() >= start) return lines;
  }
  auto opened = FileSystemFor(path).Open(path);
  if (opened->size() < file.metadata.size_bytes) {
    throw Error(ErrorCode::kDataLoss,
                "a file has become shorter while it is read: " + std::to_string(opened->size()) +
                    " of " + std::to_string(file.metadata.size_bytes) + " bytes of " + path);
  }
  // What ends the line before may end right at the start.
  const std::int64_t before = start - static_cast<std::int64_t>(format_.delimiter_bytes());
  LineReader lines(StreamFrom(std::move(opened), before), before, format_, path);
  lines.Next();
  return lines;
}

std::int64_t TextLines::LineNumber(const ReadableFile& file, std::int64_t position) const {
  LineReader lines(file.Open(), 0, format_, file.metadata.path);
  std::int64_t number = 1;
  while (lines.position() < position && lines.Next().has_value()) ++number;
  return number;
}

}  // namespace beam::io
