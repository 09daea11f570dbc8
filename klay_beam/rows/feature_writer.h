#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

#include "beam/beam.h"
#include "beam/io/json/write_json.h"
#include "beam/io/parquet/write_parquet.h"
#include "klay_beam/rows/npz_sink.h"
#include "klay_beam/rows/row_check.h"
#include "klay_beam/rows/row_schema.h"
#include "klay_beam/transforms/failure.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {

/// Where rows go, and how.
struct FeatureWriterOptions {
  /// Its end says the format: .parquet; .jsonl, which may be followed by .gz, .zst or .bz2; .npz.
  std::string path;
  /// One file of this very name; more, or 0, as many as the data needs, are PATH-00000-of-00003.
  int num_shards = 1;
  /// With num_shards = 0: begin another file after about so many bytes of rows; 0 is never.
  std::int64_t roll_bytes = 0;
  /// Parquet: compression, row groups, and the field that files are partitioned by.
  beam::io::WriteParquetOptions parquet = {};
  NanPolicy nan = NanPolicy::kFail;
  /// How long lists in these fields are; a row with another length is a Failure.
  std::map<std::string, std::size_t> list_lengths = {};
  /// What files say of themselves, beside the job's name, version and commit: {"source",
  /// "gs://..."}, {"sample_rate", "16000"}. JSON lines have it beside them, in PATH.schema.json.
  std::map<std::string, std::string> metadata = {};
};

/// What FeatureWriter makes of its rows.
struct WrittenRows {
  beam::PCollection<std::string> files;  ///< Their names, once all rows are written.
  beam::PCollection<Failure> failed;     ///< Rows that were not fit; in the run report, too.
};

namespace internal {

enum class RowFormat { kParquet, kJsonLines, kNpz };

/// The format of the rows, and how their files are named.
struct RowFiles {
  RowFormat format;
  std::string prefix;
  beam::io::OutputFiles files;
};

/// Throws invalid_argument for a path that ends in no format, and for options of another one.
RowFiles RowFilesOf(const FeatureWriterOptions& options);

/// What files of the pipeline's job say of themselves.
std::map<std::string, std::string> JobMetadata(beam::Pipeline& pipeline,
                                               std::map<std::string, std::string> more);

/// The file that a row is of: its field `path` or `source_path`; "" when it has none.
template <class Row>
std::string PathOfRow(const Row& row) {
  std::string path;
  beam::ForEachField(row, [&]<class T>(std::string_view name, const T& value) {
    if constexpr (std::same_as<T, std::string>) {
      if (name == "path" || (name == "source_path" && path.empty())) path = value;
    }
  });
  return path;
}

template <class Row>
struct CheckRowFn {
  std::string label;
  RowRules rules;
  beam::Counter done{kDoneMetric};
  beam::Counter failed{kFailedMetric};

  void Process(Row row, beam::Emitter<Row>& fit, beam::Emitter<Failure>& failures) const {
    if (auto error = WhyUnfit(row)) {
      done.Increment(-1);
      failed.Increment();
      failures(FailureOf(PathOfRow(row), label, *error));
    } else {
      fit(std::move(row));
    }
  }

 private:
  std::optional<beam::Error> WhyUnfit(const Row& row) const {
    try {
      RowCheck check(rules);
      beam::io::WriteRecord(row, check);
      return std::nullopt;
    } catch (const beam::Error& error) {
      return error;
    }
  }
};

}  // namespace internal

/// Writes rows, plain structs (see beam/io/record/record.h), to a Parquet file, JSON lines or NumPy
/// arrays. The columns are the struct's fields; Parquet has their docs and units (kDocs, "Length of
/// the audio [s].") as metadata, JSON lines in a file beside them (RowSchemaJson).
///
///     durations | klay::FeatureWriter<Duration>({.path = "durations.parquet"});
///
/// A row that is not fit to be written - a number that is none, a list of another length than it
/// should have, text that is not UTF-8 - is a Failure of the file that its field `path` or
/// `source_path` names. That file, which whoever loaded it has counted as done, counts as failed in
/// place of that.
template <beam::PlainStruct Row>
class FeatureWriter {
 public:
  explicit FeatureWriter(FeatureWriterOptions options, std::string label = "FeatureWriter",
                         std::source_location where = std::source_location::current())
      : options_(std::move(options)), label_(std::move(label)), where_(where) {}

  /// Throws invalid_argument for options that make no sense, and for a struct that the format has
  /// no form for.
  WrittenRows operator()(beam::PCollection<Row> rows) const {
    const internal::RowFiles files = internal::RowFilesOf(options_);
    RowRules rules{.nan = options_.nan, .list_lengths = options_.list_lengths};
    CheckRules(rules, beam::io::RecordTypeOf<Row>());
    auto metadata = internal::JobMetadata(rows.pipeline(), options_.metadata);
    auto expand = [&](beam::PCollection<Row> in) {
      auto [fit, failed] =
          in |
          beam::ParDo("Check", internal::CheckRowFn<Row>{.label = label_, .rules = rules}, where_);
      ReportFailures(failed, where_);
      return WrittenRows{Write(fit, files, std::move(metadata)), failed};
    };
    return rows | beam::Composite(label_, expand, where_);
  }

 private:
  beam::PCollection<std::string> Write(beam::PCollection<Row> rows, const internal::RowFiles& files,
                                       std::map<std::string, std::string> metadata) const {
    switch (files.format) {
      case internal::RowFormat::kParquet: {
        beam::io::WriteParquetOptions parquet = options_.parquet;
        parquet.metadata.merge(metadata);
        return rows |
               beam::io::WriteParquet(files.prefix, files.files, parquet, "WriteParquet", where_);
      }
      case internal::RowFormat::kNpz: {
        const RecordArrays check(beam::io::RecordTypeOf<Row>());  // Before anything runs.
        return rows | beam::io::WriteFiles<Row, NpzSink<Row>>(files.prefix, files.files,
                                                              NpzSink<Row>(std::move(metadata)),
                                                              "WriteNpz", where_);
      }
      case internal::RowFormat::kJsonLines:
        break;
    }
    WriteRowSchema(rows.pipeline(), files.prefix,
                   RowSchemaJson(beam::io::RecordTypeOf<Row>(), metadata), where_);
    return rows | beam::io::WriteJson(files.prefix, files.files, "WriteJson", where_);
  }

  FeatureWriterOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
