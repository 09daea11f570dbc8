#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "beam/io/fileio/match_files.h"
#include "beam/io/fileio/read_files.h"
#include "beam/io/text/line_reader.h"

namespace beam::io {

/// How text files are read.
struct ReadTextOptions {
  Compression compression = Compression::kAuto;
  bool strip_trailing_newlines = true;  ///< Or keep what ends each line, whatever it is.
  int skip_header_lines = 0;            ///< At the beginning of each file.
  std::string delimiter = "";  ///< Instead of "\n" and "\r\n"; must not overlap itself, as "aa".
  std::int64_t max_line_bytes = 256 << 20;  ///< A longer line is resource_exhausted.
  EmptyMatchTreatment empty_match_treatment = EmptyMatchTreatment::kDisallow;
};

/// Lines of text files, for formats that are made of them. A file is divided into blocks of bytes,
/// unless it is compressed; a line belongs to the block that it begins in. A byte order mark is
/// left out.
class TextLines {
 public:
  /// Throws invalid_argument for options that make no sense.
  explicit TextLines(const ReadTextOptions& options);

  /// Blocks of a MiB; 1 when the file is compressed.
  std::int64_t NumUnits(const ReadableFile& file) const;
  static constexpr std::int64_t kUnitsPerPart = 64;

  /// Calls `visit` with each line that begins in a block that can be claimed, and with where it
  /// begins (in the decompressed text).
  void ForEach(
      const ReadableFile& file, UnitTracker& units,
      const std::function<void(std::string_view line, std::int64_t position)>& visit) const;

  /// The number, from 1, of the line that begins at `position`. Reads the file up to there.
  std::int64_t LineNumber(const ReadableFile& file, std::int64_t position) const;

 private:
  LineReader Open(const ReadableFile& file, std::int64_t start) const;

  LineFormat format_;
  int skip_header_lines_;
};

}  // namespace beam::io
