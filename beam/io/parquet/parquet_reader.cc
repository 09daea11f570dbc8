#include "beam/io/parquet/parquet_reader.h"

#include <arrow/array/util.h>
#include <arrow/record_batch.h>
#include <arrow/scalar.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "beam/base/error.h"
#include "beam/io/parquet/arrow_column_internal.h"
#include "beam/io/parquet/arrow_files_internal.h"
#include "beam/io/parquet/arrow_schema_internal.h"
#include "beam/io/parquet/arrow_status_internal.h"
#include "beam/io/parquet/hive_partition.h"

namespace beam::io {
namespace {

using internal::ArrowColumn;

/// What is decoded at once: rows, and about so many bytes of them.
constexpr std::int64_t kBatchRows = 4096;
constexpr std::int64_t kBatchBytes = 16 << 20;

/// A value, row, list or map that is being read: where it is, and what of it is next.
struct Level {
  const ArrowColumn* column;
  std::int64_t at;        ///< Of the row in its column.
  std::int64_t next = 0;  ///< The field, or where in the column of items.
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

}  // namespace

struct ParquetReader::State {
  State(std::string of_path, RecordType of_type)
      : path(std::move(of_path)),
        type(std::move(of_type)),
        input(std::make_shared<internal::ArrowInput>(FileSystemFor(path).Open(path))),
        errors("cannot read the Parquet file " + path, ErrorCode::kDataLoss,
               [this] { return input->error(); }) {
    errors.Guard([this] { Open(); });
    FindPartitions();
    RecordType in_file = type;
    for (const auto& field : partitions) in_file = WithoutField(in_file, field.first->name());
    columns = internal::ColumnsOf(in_file, file->manifest(), path);
  }

  /// Which fields the file lacks and its path tells.
  void FindPartitions() {
    const auto& in_file = file->manifest().schema_fields;
    const auto of_path = PartitionsOfPath(path);
    for (const RecordField& field : type.fields) {
      const auto told = of_path.find(field.name);
      const auto has_it = [&](const auto& other) { return other.field->name() == field.name; };
      if (told == of_path.end() || std::ranges::any_of(in_file, has_it)) continue;
      if (!CanPartition(field.type)) continue;
      RecordType row;
      row.fields = {field};
      const auto column = internal::ArrowSchemaOf(row)->field(0);
      partitions.emplace_back(column,
                              told->second.has_value()
                                  ? errors.Take(arrow::Scalar::Parse(column->type(), *told->second))
                                  : arrow::MakeNullScalar(column->type()));
    }
  }

  void Open() {
    parquet::ReaderProperties properties = parquet::default_reader_properties();
    properties.set_page_checksum_verification(true);
    properties.enable_buffered_stream();  // Other writers' columns of a row group have any size.
    parquet::ArrowReaderProperties arrow_properties;
    arrow_properties.set_use_threads(false);
    arrow_properties.set_pre_buffer(false);
    arrow_properties.set_batch_size(kBatchRows);
    parquet::arrow::FileReaderBuilder builder;
    errors.Check(builder.Open(input, properties));
    builder.properties(arrow_properties);
    file = errors.Take(builder.Build());
  }

  /// Rows of which a batch of this row group should be made.
  std::int64_t BatchRows(int group) const {
    const auto metadata = file->parquet_reader()->metadata()->RowGroup(group);
    const std::int64_t rows_in_group = std::max<std::int64_t>(1, metadata->num_rows());
    const std::int64_t bytes_of_row =
        std::max<std::int64_t>(1, metadata->total_byte_size() / rows_in_group);
    return std::clamp<std::int64_t>(kBatchBytes / bytes_of_row, 1, kBatchRows);
  }

  void NextBatch() {
    errors.Check(batches->ReadNext(&batch));
    row = 0;
    if (batch == nullptr) return;
    // Cheap, and whoever made the file may have had anything in mind.
    errors.Check(batch->Validate());
    for (const auto& [field, value] : partitions) {
      batch = errors.Take(
          batch->AddColumn(batch->num_columns(), field,
                           errors.Take(arrow::MakeArrayFromScalar(*value, batch->num_rows()))));
    }
    rows = errors.Take(batch->ToStructArray());
    root.clear();
    root.emplace_back(type, *rows);
  }

  void GoTo(std::size_t part, std::int64_t position) {
    target = &open.back().column->parts()[part];
    at = position;
  }

  const std::string path;
  const RecordType type;
  const std::shared_ptr<internal::ArrowInput> input;
  const internal::ArrowErrors errors;
  std::unique_ptr<parquet::arrow::FileReader> file;
  std::vector<int> columns;
  std::vector<std::pair<std::shared_ptr<arrow::Field>, std::shared_ptr<arrow::Scalar>>> partitions;

  std::int64_t row_group = 0;
  std::int64_t row_in_group = -1;
  std::unique_ptr<arrow::RecordBatchReader> batches;
  std::shared_ptr<arrow::RecordBatch> batch;
  std::shared_ptr<arrow::StructArray> rows;  ///< The batch.
  std::vector<ArrowColumn> root;             ///< One.
  std::int64_t row = 0;                      ///< The next one of the batch.

  const ArrowColumn* target = nullptr;  ///< Where the next value is.
  std::int64_t at = 0;
  std::vector<Level> open;
};

ParquetReader::ParquetReader(const std::string& path, const RecordType& type)
    : state_(std::make_unique<State>(path, type)) {}

ParquetReader::~ParquetReader() = default;

std::int64_t ParquetReader::num_row_groups() const {
  return state_->file->num_row_groups();
}

void ParquetReader::OpenRowGroup(std::int64_t row_group) {
  State& s = *state_;
  s.row_group = row_group;
  s.row_in_group = -1;
  s.row = 0;
  s.batch = nullptr;
  s.batches = nullptr;
  if (row_group >= num_row_groups()) return;
  const auto group = static_cast<int>(row_group);
  s.errors.Guard([&] {
    s.file->set_batch_size(s.BatchRows(group));
    s.batches = s.errors.Take(s.file->GetRecordBatchReader({group}, s.columns));
  });
}

bool ParquetReader::NextRecord() {
  State& s = *state_;
  if (s.batches == nullptr) return false;
  while (s.batch == nullptr || s.row == s.batch->num_rows()) {
    s.errors.Guard([&] { s.NextBatch(); });
    if (s.batch == nullptr) return false;
  }
  s.open.clear();
  s.target = s.root.data();
  s.at = s.row++;
  ++s.row_in_group;
  return true;
}

bool ParquetReader::TakeNull() {
  return state_->target->IsNull(state_->at);
}

bool ParquetReader::ReadBool() {
  if (TakeNull()) Fail("a bool", "null");
  return state_->target->Bool(state_->at);
}

std::int64_t ParquetReader::ReadSigned(std::int64_t, std::int64_t) {
  if (TakeNull()) Fail("an integer", "null");
  return state_->target->Signed(state_->at);
}

std::uint64_t ParquetReader::ReadUnsigned(std::uint64_t) {
  if (TakeNull()) Fail("an integer", "null");
  return state_->target->Unsigned(state_->at);
}

double ParquetReader::ReadDouble() {
  if (TakeNull()) Fail("a number", "null");
  return state_->target->Double(state_->at);
}

std::string ParquetReader::ReadString() {
  if (TakeNull()) Fail("a string", "null");
  return TakeText();
}

std::string ParquetReader::ReadBytes() {
  if (TakeNull()) Fail("bytes", "null");
  return TakeText();
}

std::string ParquetReader::TakeText() {
  const auto text = state_->target->Text(state_->at);
  if (!text.has_value()) Fail("a word of the dictionary", "one outside of it");
  return std::string(*text);
}

std::int64_t ParquetReader::TakeMicros() {
  const auto micros = state_->target->Micros(state_->at);
  if (!micros.has_value()) Fail("a time that 64 bits of microseconds can hold", "a larger one");
  return *micros;
}

Timestamp ParquetReader::ReadTime() {
  if (TakeNull()) Fail("a time", "null");
  return {TakeMicros()};
}

Duration ParquetReader::ReadLength() {
  if (TakeNull()) Fail("a duration", "null");
  return {TakeMicros()};
}

void ParquetReader::BeginRow(std::span<const std::string_view>) {
  if (TakeNull()) Fail("a row", "null");
  state_->open.push_back({state_->target, state_->at});
}

std::optional<std::size_t> ParquetReader::NextField() {
  Level& level = state_->open.back();
  const auto field = static_cast<std::size_t>(level.next++);
  if (field == level.column->parts().size()) {
    state_->open.pop_back();
    return std::nullopt;
  }
  state_->GoTo(field, level.at);
  return field;
}

void ParquetReader::BeginList() {
  if (TakeNull()) Fail("a list", "null");
  const auto [begin, end] = state_->target->Items(state_->at);
  state_->open.push_back({state_->target, state_->at, begin, begin, end});
}

bool ParquetReader::NextItem() {
  Level& level = state_->open.back();
  if (level.next == level.end) {
    state_->open.pop_back();
    return false;
  }
  state_->GoTo(0, level.next++);
  return true;
}

void ParquetReader::BeginMap() {
  if (TakeNull()) Fail("a map", "null");
  BeginList();
}

bool ParquetReader::NextEntry() {
  return NextItem();
}

void ParquetReader::EntryValue() {
  state_->GoTo(1, state_->open.back().next - 1);
}

void ParquetReader::Fail(const std::string& expected, const std::string& found) {
  std::string field;
  for (const Level& level : state_->open) {
    if (level.next == level.begin) continue;
    const RecordType& type = level.column->type();
    if (type.kind == RecordType::Kind::kRow) {
      field +=
          (field.empty() ? "" : ".") + type.fields[static_cast<std::size_t>(level.next) - 1].name;
    } else {
      field += "[" + std::to_string(level.next - 1 - level.begin) + "]";
    }
  }
  throw Error(ErrorCode::kDataLoss, "row " + std::to_string(state_->row_in_group) +
                                        " of row group " + std::to_string(state_->row_group) +
                                        " of " + state_->path + ", field " + field + ": expected " +
                                        expected + ", found " + found);
}

}  // namespace beam::io
