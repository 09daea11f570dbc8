#pragma once

#include <cstdint>
#include <memory>

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
};

/// Writes records into a Parquet file: each is written to the writer, then EndRecord.
class ParquetWriter final : public RecordWriter {
 public:
  /// Throws invalid_argument for types that have no form in Parquet. `file` must outlive the
  /// writer.
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
