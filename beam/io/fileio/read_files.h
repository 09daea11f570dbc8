#pragma once

#include <concepts>
#include <cstdint>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/io/fileio/match_files.h"
#include "beam/io/fileio/read_matches.h"
#include "beam/io/fileio/readable_file.h"
#include "beam/pipeline/composite.h"
#include "beam/pipeline/par_do.h"
#include "beam/restriction/locked_tracker.h"
#include "beam/restriction/offset_range_tracker.h"

namespace beam::io {

/// The units of a file, numbered from 0, that somebody is reading: see RecordFormat.
using UnitTracker = LockedTracker<OffsetRangeTracker>;

/// How the records of a file format are read: a copyable struct with
///
///     static constexpr std::int64_t kUnitsPerPart = ...;
///     std::int64_t NumUnits(const ReadableFile& file) const;
///     void Read(const ReadableFile& file, UnitTracker& units, Emitter<Out>&... out) const;
///
/// A unit is a block of bytes, a row group; a file that cannot be divided is one. A worker begins
/// with kUnitsPerPart of them. Read emits the records that begin in the units that it can claim,
/// and claims every unit or, at the end of the file, OffsetRangeTracker::kEnd.
template <class Format, class... Out>
concept RecordFormat =
    std::copy_constructible<Format> && requires(const Format format, const ReadableFile& file,
                                                UnitTracker& units, Emitter<Out>&... out) {
      { format.NumUnits(file) } -> std::same_as<std::int64_t>;
      { Format::kUnitsPerPart } -> std::convertible_to<std::int64_t>;
      format.Read(file, units, out...);
    };

namespace internal {

template <class Format, class... Out>
struct ReadFileFn {
  Format format;

  OffsetRange InitialRestriction(const ReadableFile& file) const {
    return {0, format.NumUnits(file)};
  }
  std::vector<OffsetRange> SplitRestriction(const ReadableFile&, const OffsetRange& all) const {
    return all.SplitBySize(Format::kUnitsPerPart);
  }
  void Process(const ReadableFile& file, UnitTracker& units, Emitter<Out>&... out) const {
    format.Read(file, units, out...);
  }
};

}  // namespace internal

/// The records of files: what every reading transform is made of. Files are divided where their
/// format allows it, also while they are read. Returns one PCollection for each Out, as ParDo does.
template <class Format, class... Out>
  requires RecordFormat<Format, Out...>
class ReadFiles {
 public:
  explicit ReadFiles(Format format, std::string label = "ReadFiles",
                     std::source_location where = std::source_location::current())
      : format_(std::move(format)), label_(std::move(label)), where_(where) {}

  auto operator()(PCollection<ReadableFile> files) const {
    return files | ParDo(label_, internal::ReadFileFn<Format, Out...>{format_}, where_);
  }

 private:
  Format format_;
  std::string label_;
  std::source_location where_;
};

/// The records of the files that a pattern matches: `p | ReadMatching<Format, Out>(...)`.
template <class Format, class... Out>
  requires RecordFormat<Format, Out...>
class ReadMatching {
 public:
  ReadMatching(std::string pattern, EmptyMatchTreatment empty, Compression compression,
               Format format, std::string label,
               std::source_location where = std::source_location::current())
      : pattern_(std::move(pattern)),
        empty_(empty),
        compression_(compression),
        format_(std::move(format)),
        label_(std::move(label)),
        where_(where) {}

  auto operator()(Pipeline& pipeline) const {
    auto expand = [&](Pipeline& p) {
      return p | MatchFiles(pattern_, empty_, "MatchFiles", where_) |
             ReadMatches(compression_, "ReadMatches", where_) |
             ReadFiles<Format, Out...>(format_, "Read", where_);
    };
    return pipeline | Composite(label_, expand, where_);
  }

 private:
  std::string pattern_;
  EmptyMatchTreatment empty_;
  Compression compression_;
  Format format_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
