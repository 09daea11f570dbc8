#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "beam/io/file_system.h"
#include "beam/io/record/record_type.h"
#include "beam/io/record/record_writer.h"

namespace beam::io {

enum class ParquetCompression { kNone, kSnappy, kGzip, kZstd };

/// How Parquet files are written.
struct WriteParquetOptions {
  ParquetCompression compression = ParquetCompression::kZstd;  ///< Of the pages.
  /// A row group ends once it has so many bytes of values, before compression. Readers divide files
  /// by row groups; a writer holds one in memory, compressed.
  std::int64_t row_group_bytes = 64 << 20;
  /// The files of each value of this field, a string, enum, integer or bool, lie in a folder of
  /// their own, "FIELD=VALUE" (Hive's layout), and do not have the field; ReadParquet, Arrow, Spark
  /// and others give it back by the folder. Without it there are no such folders.
  std::string partition_by = "";
  /// What each file says of itself, in its own key-value metadata.
  std::map<std::string, std::string> metadata = {};
};

/// Writes records into a Parquet file: each is written to the writer, then EndRecord.
class ParquetWriter final : public RecordWriter {
 public:
  /// Throws invalid_argument for types that have no form in Parquet. `type` is that of what is
  /// written, without a field that files are partitioned by. `file` must outlive the writer.
  ParquetWriter(FileWriter& file, const RecordType& type, const WriteParquetOptions& options);
  ~ParquetWriter() override;

  void EndRecord();
  /// Writes the rest and the footer.
  void Close();

  void Null() override;
  void Bool(bool value) override;
  void Signed(std::int64_t value) override;
  void Unsigned(std::uint64_t value) override;
  void Float(float value) override;
  void Double(double value) override;
  void String(std::string_view value) override;
  void Bytes(std::string_view value) override;
  void Time(Timestamp value) override;
  void Length(Duration value) override;

  void BeginRow() override;
  void Field(std::size_t index, std::string_view name) override;
  void EndRow() override;
  void BeginList() override;
  void Item() override;
  void EndList() override;
  void BeginMap() override;
  void Key() override;
  void Value() override;
  void EndMap() override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace beam::io
