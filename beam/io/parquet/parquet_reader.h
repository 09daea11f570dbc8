#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "beam/io/record/record_reader.h"
#include "beam/io/record/record_type.h"

namespace beam::io {

/// Reads records from a Parquet file, a row group at a time: `while (reader.NextRecord())
/// ReadRecord(reader, record);`. Only the columns of the record's fields are read. Integers may be
/// narrower in the file than in the record, and floats be doubles. A field that the file lacks may
/// be told by its folder, "FIELD=VALUE" (see WriteParquetOptions::partition_by).
///
/// A file that is broken, cut short or lies is data_loss, naming the file. So is null for a field
/// that takes none: "row 7 of row group 0 of FILE, field a.b: expected ..., found null".
class ParquetReader final : public RecordReader {
 public:
  /// Throws invalid_argument, naming all fields that do not fit, when the file has no records of
  /// this type.
  ParquetReader(const std::string& path, const RecordType& type);
  ~ParquetReader() override;

  std::int64_t num_row_groups() const;
  /// Goes to the beginning of a row group.
  void OpenRowGroup(std::int64_t row_group);
  /// Goes to the next record of the row group; false when there is none.
  bool NextRecord();

  bool TakeNull() override;
  bool ReadBool() override;
  std::int64_t ReadSigned(std::int64_t min, std::int64_t max) override;
  std::uint64_t ReadUnsigned(std::uint64_t max) override;
  double ReadDouble() override;
  std::string ReadString() override;
  std::string ReadBytes() override;
  Timestamp ReadTime() override;
  Duration ReadLength() override;

  void BeginRow(std::span<const std::string_view> names) override;
  std::optional<std::size_t> NextField() override;
  void BeginList() override;
  bool NextItem() override;
  void BeginMap() override;
  bool NextEntry() override;
  void EntryValue() override;

  [[noreturn]] void Fail(const std::string& expected, const std::string& found) override;

 private:
  std::string TakeText();
  std::int64_t TakeMicros();

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace beam::io
