#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <functional>
#include <source_location>
#include <string>
#include <utility>

#include "beam/io/fileio/readable_file.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/par_do.h"
#include "beam/pipeline/reshuffle.h"

namespace beam::io {

/// What a file is divided into at most: blocks of bytes, row groups.
struct FileUnits {
  std::int64_t count = 1;
  std::int64_t bytes_each = 0;  ///< About.
};

/// Asks whether a unit, greater than any asked for before, may be read, too.
using TryClaim = std::function<bool(std::int64_t unit)>;

/// How the records of a file format are read: a copyable struct with
///
///     FileUnits Units(const ReadableFile& file) const;
///     void Read(const ReadableFile& file, std::int64_t first, const TryClaim& try_claim,
///               Emitter<Out>&... out) const;
///
/// Read emits the records that begin in unit `first` and in those behind it, as long as try_claim
/// says yes to each, `first` included. A file of one unit is never divided.
template <class Format, class... Out>
concept RecordFormat =
    std::copy_constructible<Format> && requires(const Format format, const ReadableFile& file,
                                                const TryClaim& try_claim, Emitter<Out>&... out) {
      { format.Units(file) } -> std::same_as<FileUnits>;
      format.Read(file, std::int64_t{}, try_claim, out...);
    };

namespace internal {

/// The units [first, end) of a file.
struct FileRange {
  ReadableFile file;
  std::int64_t first = 0;
  std::int64_t end = 0;
};

template <class Format>
struct DivideFileFn {
  static constexpr std::int64_t kBytesPerRange = 64 << 20;

  Format format;

  void Process(const ReadableFile& file, Emitter<FileRange>& out) const {
    const FileUnits units = format.Units(file);
    const std::int64_t step =
        std::max<std::int64_t>(1, kBytesPerRange / std::max<std::int64_t>(1, units.bytes_each));
    for (std::int64_t first = 0; first < units.count; first += step) {
      out(FileRange{file, first, std::min(first + step, units.count)});
    }
  }
};

template <class Format, class... Out>
struct ReadRangeFn {
  Format format;

  void Process(const FileRange& range, Emitter<Out>&... out) const {
    const TryClaim try_claim = [&](std::int64_t unit) { return unit < range.end; };
    format.Read(range.file, range.first, try_claim, out...);
  }
};

}  // namespace internal

/// The records of files: what every reading transform is made of. Files are divided where their
/// format allows it, and the parts dealt out to all workers. Returns one PCollection for each Out,
/// as ParDo does.
template <class Format, class... Out>
  requires RecordFormat<Format, Out...>
class ReadFiles {
 public:
  ReadFiles(Format format, std::string label, std::source_location where)
      : format_(std::move(format)), label_(std::move(label)), where_(where) {}

  auto operator()(PCollection<ReadableFile> files) const {
    auto expand = [&](PCollection<ReadableFile> in) {
      return in | ParDo("Divide", internal::DivideFileFn<Format>{format_}, where_) |
             Reshuffle("Reshuffle", where_) |
             ParDo("Read", internal::ReadRangeFn<Format, Out...>{format_}, where_);
    };
    return files | Composite(label_, expand, where_);
  }

 private:
  Format format_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
