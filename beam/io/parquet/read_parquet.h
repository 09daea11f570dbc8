#pragma once

#include <algorithm>
#include <source_location>
#include <string>
#include <utility>

#include "beam/io/fileio/read_files.h"
#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/record/record.h"

namespace beam::io {
namespace internal {

/// Parquet files, divided by row groups.
template <class T>
struct ParquetFormat {
  /// Each part reads the footer anew; workers that wait take single groups from a part.
  static constexpr std::int64_t kUnitsPerPart = 8;

  std::int64_t NumUnits(const ReadableFile& file) const {
    const ParquetReader reader(file.metadata.path, RecordTypeOf<T>());
    return std::max<std::int64_t>(1, reader.num_row_groups());
  }

  void Read(const ReadableFile& file, UnitTracker& units, Emitter<T>& out) const {
    ParquetReader reader(file.metadata.path, RecordTypeOf<T>());
    for (std::int64_t group = units.restriction().start; units.TryClaim(group); ++group) {
      reader.OpenRowGroup(group);
      while (reader.NextRecord()) {
        T record{};
        ReadRecord(reader, record);
        out(std::move(record));
      }
    }
  }
};

}  // namespace internal

/// The records in the Parquet files that a pattern matches:
///
///     auto tracks = p | beam::io::ReadParquet<Track>("tracks*.parquet");
///
/// T is a plain struct (see beam/io/record/record.h); only the columns of its fields are read. A
/// file that has no such columns ends the job before its rows are read, with all that does not fit.
template <class T>
class ReadParquet {
 public:
  explicit ReadParquet(std::string pattern,
                       EmptyMatchTreatment empty = EmptyMatchTreatment::kDisallow,
                       std::string label = "ReadParquet",
                       std::source_location where = std::source_location::current())
      : pattern_(std::move(pattern)), empty_(empty), label_(std::move(label)), where_(where) {}

  PCollection<T> operator()(Pipeline& pipeline) const {
    return pipeline | ReadMatching<internal::ParquetFormat<T>, T>(
                          pattern_, empty_, Compression::kNone, {}, label_, where_);
  }

 private:
  std::string pattern_;
  EmptyMatchTreatment empty_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
