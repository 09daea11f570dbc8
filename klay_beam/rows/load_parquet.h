#pragma once

#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "beam/beam.h"
#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/record/record.h"
#include "klay_beam/transforms/failure.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"
#include "klay_beam/transforms/try_file.h"

namespace klay {

/// What LoadParquet makes of its files.
template <class Row>
struct LoadedRows {
  beam::PCollection<Row> rows;
  beam::PCollection<Failure> failed;  ///< In the run report, too.
};

namespace internal {

template <class Row>
struct LoadParquetFn {
  std::string label;
  beam::Counter done{kDoneMetric};
  beam::Counter failed{kFailedMetric};

  void Process(const beam::io::FileMetadata& file, beam::Emitter<Row>& rows,
               beam::Emitter<Failure>& failures) const {
    std::optional<beam::io::ParquetReader> reader;
    std::int64_t num_groups = 0;
    std::optional<Failure> failure = TryFile(file.path, label, [&] {
      reader.emplace(file.path, beam::io::RecordTypeOf<Row>());
      num_groups = reader->num_row_groups();
    });
    for (std::int64_t group = 0; !failure.has_value() && group < num_groups; ++group) {
      std::vector<Row> of_group;
      failure = TryFile(file.path, label, [&] {
        reader->OpenRowGroup(group);
        while (reader->NextRecord()) beam::io::ReadRecord(*reader, of_group.emplace_back());
      });
      if (failure.has_value()) break;
      for (Row& row : of_group) rows(std::move(row));
    }
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
    } else {
      done.Increment();
    }
  }
};

}  // namespace internal

/// Reads the rows of each Parquet file, a row group at a time. A file that cannot be read, or has
/// no rows of this struct, is a Failure; rows of groups before a broken one are kept. Counts "done"
/// and "failed". beam::io::ReadParquet is for files that must all be sound: engines divide those.
///
///     auto [rows, failed] = files | klay::LoadParquet<Track>();
template <beam::PlainStruct Row>
class LoadParquet {
 public:
  explicit LoadParquet(std::string label = "LoadParquet",
                       std::source_location where = std::source_location::current())
      : label_(std::move(label)), where_(where) {}

  LoadedRows<Row> operator()(beam::PCollection<beam::io::FileMetadata> files) const {
    auto expand = [&](beam::PCollection<beam::io::FileMetadata> in) {
      auto [rows, failed] =
          in | beam::ParDo("Load", internal::LoadParquetFn<Row>{.label = label_}, where_);
      ReportFailures(failed, where_);
      return LoadedRows<Row>{rows, failed};
    };
    return files | beam::Composite(label_, expand, where_);
  }

 private:
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
