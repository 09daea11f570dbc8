#pragma once

#include <memory>
#include <source_location>
#include <string>
#include <utility>

#include "beam/io/fileio/write_files.h"
#include "beam/io/parquet/hive_partition.h"
#include "beam/io/parquet/parquet_writer.h"
#include "beam/io/record/record.h"

namespace beam::io {

/// How records become a Parquet file: a FileSink of plain structs.
template <class T>
class ParquetSink {
 public:
  explicit ParquetSink(const WriteParquetOptions& options) : options_(options) {}

  void Open(FileWriter& file) {
    writer_ = std::make_shared<ParquetWriter>(
        file, WithoutField(RecordTypeOf<T>(), options_.partition_by), options_);
  }
  void Write(const T& record) {
    if (options_.partition_by.empty()) {
      WriteRecord(record, *writer_);
    } else {
      WriteRecordWithout(options_.partition_by, record, *writer_);
    }
    writer_->EndRecord();
  }
  void Flush() { writer_->Close(); }

 private:
  WriteParquetOptions options_;
  std::shared_ptr<ParquetWriter> writer_ = nullptr;
};

/// Throws invalid_argument unless `row` is a struct that has a form in Parquet, can be partitioned
/// as `options` say, and the files, whose name ends as `name` does, are not to be compressed as a
/// whole.
void CheckParquet(const RecordType& row, const WriteParquetOptions& options,
                  const OutputFiles& files, std::string_view name);

/// Writes records into Parquet files whose columns are the struct's fields, and returns the names
/// of the files; see WriteText, and beam/io/record/record.h for what fields may be. Times are UTC,
/// enums their names; what kDocs says of a field is in its metadata, as "description", and a unit
/// at its end ("Length of the audio [s].") as "units".
///
///     tracks | beam::io::WriteParquet("out/tracks", {.suffix = ".parquet", .num_shards = 4})
class WriteParquet {
 public:
  explicit WriteParquet(std::string prefix, OutputFiles files = {.suffix = ".parquet"},
                        const WriteParquetOptions& options = {}, std::string label = "WriteParquet",
                        std::source_location where = std::source_location::current())
      : prefix_(std::move(prefix)),
        files_(std::move(files)),
        options_(options),
        label_(std::move(label)),
        where_(where) {}

  /// Throws invalid_argument for what Parquet has no form for, and for names that cannot be told
  /// apart or that another transform has.
  template <class T>
  PCollection<std::string> operator()(PCollection<T> records) const {
    CheckParquet(RecordTypeOf<T>(), options_, files_,
                 FileNaming(prefix_, files_, *records.windowing()).pattern());
    const WriteFiles<T, ParquetSink<T>> write(prefix_, files_, ParquetSink<T>(options_), label_,
                                              where_);
    if (options_.partition_by.empty()) return records | write;
    return records | write.PartitionedBy([field = options_.partition_by](const T& record) {
      return PartitionOfRecord(record, field);
    });
  }

 private:
  std::string prefix_;
  OutputFiles files_;
  WriteParquetOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
