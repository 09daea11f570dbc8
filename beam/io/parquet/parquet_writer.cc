#include "beam/io/parquet/parquet_writer.h"

#include <arrow/array.h>
#include <arrow/array/builder_binary.h>
#include <arrow/array/builder_nested.h>
#include <arrow/array/builder_primitive.h>
#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <utility>
#include <vector>

#include "beam/io/parquet/arrow_files_internal.h"
#include "beam/io/parquet/arrow_schema_internal.h"
#include "beam/io/parquet/arrow_status_internal.h"

namespace beam::io {
namespace {

using enum RecordType::Kind;

/// Rows are handed to Parquet when so many have gathered, or so many bytes.
constexpr std::int64_t kBatchRows = 16384;
constexpr std::int64_t kBatchBytes = 4 << 20;

/// A builder of Arrow's and those of what is in it, by the struct's own types.
struct Column {
  const RecordType* type;
  arrow::ArrayBuilder* builder;
  std::vector<Column> parts = {};

  Column(const RecordType& of_type, arrow::ArrayBuilder& of_builder)
      : type(&of_type), builder(&of_builder) {
    if (type->kind == kRow) {
      for (std::size_t i = 0; i < type->fields.size(); ++i) {
        parts.emplace_back(type->fields[i].type, *builder->child(static_cast<int>(i)));
      }
    } else if (type->kind == kMap) {
      auto& map = static_cast<arrow::MapBuilder&>(*builder);
      parts.emplace_back(type->fields[0].type, *map.key_builder());
      parts.emplace_back(type->fields[1].type, *map.item_builder());
    } else if (type->kind == kList && type->length != 0) {
      parts.emplace_back(type->fields[0].type,
                         *static_cast<arrow::FixedSizeListBuilder&>(*builder).value_builder());
    } else if (type->kind == kList) {
      parts.emplace_back(type->fields[0].type,
                         *static_cast<arrow::ListBuilder&>(*builder).value_builder());
    }
  }

  template <class Builder>
  Builder& as() const {
    return static_cast<Builder&>(*builder);
  }
};

arrow::Compression::type CodecOf(ParquetCompression compression) {
  switch (compression) {
    case ParquetCompression::kNone:
      return arrow::Compression::UNCOMPRESSED;
    case ParquetCompression::kSnappy:
      return arrow::Compression::SNAPPY;
    case ParquetCompression::kGzip:
      return arrow::Compression::GZIP;
    case ParquetCompression::kZstd:
      break;
  }
  return arrow::Compression::ZSTD;
}

std::shared_ptr<parquet::WriterProperties> PropertiesOf(const WriteParquetOptions& options) {
  constexpr std::int64_t kNoLimit = INT64_C(1) << 40;
  return parquet::WriterProperties::Builder()
      .compression(CodecOf(options.compression))
      ->created_by("klay_beam")
      ->max_row_group_length(kNoLimit)
      ->enable_page_checksum()
      ->build();
}

}  // namespace

struct ParquetWriter::State {
  State(FileWriter& file, const RecordType& of_type, const WriteParquetOptions& options)
      : type(of_type),
        schema(internal::ArrowSchemaOf(type)),
        output(std::make_shared<internal::ArrowOutput>(file)),
        errors("cannot write Parquet", ErrorCode::kInternal, [this] { return output->error(); }),
        row_group_bytes(options.row_group_bytes) {
    if (!options.metadata.empty()) {
      auto metadata = std::make_shared<arrow::KeyValueMetadata>();
      for (const auto& [key, value] : options.metadata) metadata->Append(key, value);
      schema = schema->WithMetadata(std::move(metadata));
    }
    builder = errors.Take(arrow::MakeBuilder(arrow::struct_(schema->fields())));
    root.emplace_back(type, *builder);
    target = root.data();
    auto arrow_properties = parquet::ArrowWriterProperties::Builder().store_schema()->build();
    writer = errors.Take(parquet::arrow::FileWriter::Open(
        *schema, arrow::default_memory_pool(), output, PropertiesOf(options), arrow_properties));
  }
  ~State() { output->Detach(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  template <class Builder, class T>
  void Append(T value) {
    batch_bytes += static_cast<std::int64_t>(sizeof(T));
    errors.Check(target->as<Builder>().Append(value));
  }
  template <class Builder>
  void AppendText(std::string_view value) {
    batch_bytes += static_cast<std::int64_t>(value.size() + sizeof(std::int32_t));
    errors.Check(
        target->as<Builder>().Append(value.data(), static_cast<std::int64_t>(value.size())));
  }
  void Enter() { open.push_back(target); }
  void Leave() { open.pop_back(); }
  void GoTo(std::size_t part) { target = &open.back()->parts[part]; }

  void FlushBatch() {
    std::shared_ptr<arrow::Array> rows = errors.Take(builder->Finish());
    auto batch = errors.Take(arrow::RecordBatch::FromStructArray(rows));
    if (group_bytes >= row_group_bytes) {
      errors.Check(writer->NewBufferedRowGroup());
      group_bytes = 0;
    }
    errors.Check(writer->WriteRecordBatch(*batch));
    group_bytes += std::exchange(batch_bytes, 0);
  }

  const RecordType type;
  std::shared_ptr<arrow::Schema> schema;
  const std::shared_ptr<internal::ArrowOutput> output;
  const internal::ArrowErrors errors;
  const std::int64_t row_group_bytes;
  std::unique_ptr<arrow::ArrayBuilder> builder;
  std::vector<Column> root;  ///< One.
  std::unique_ptr<parquet::arrow::FileWriter> writer;

  const Column* target = nullptr;  ///< Where the next value goes.
  std::vector<const Column*> open;
  std::int64_t batch_bytes = 0;
  std::int64_t group_bytes = 0;
};

ParquetWriter::ParquetWriter(FileWriter& file, const RecordType& type,
                             const WriteParquetOptions& options)
    : state_(std::make_unique<State>(file, type, options)) {}

ParquetWriter::~ParquetWriter() = default;

void ParquetWriter::EndRecord() {
  state_->target = state_->root.data();
  if (state_->builder->length() >= kBatchRows || state_->batch_bytes >= kBatchBytes) {
    state_->errors.Guard([this] { state_->FlushBatch(); });
  }
}

void ParquetWriter::Close() {
  state_->errors.Guard([this] {
    if (state_->builder->length() > 0) state_->FlushBatch();
    state_->errors.Check(state_->writer->Close());
  });
}

void ParquetWriter::Null() {
  state_->errors.Check(state_->target->builder->AppendNull());
}

void ParquetWriter::Bool(bool value) {
  state_->Append<arrow::BooleanBuilder>(value);
}

void ParquetWriter::Signed(std::int64_t value) {
  switch (state_->target->type->bits) {
    case 8:
      return state_->Append<arrow::Int8Builder>(static_cast<std::int8_t>(value));
    case 16:
      return state_->Append<arrow::Int16Builder>(static_cast<std::int16_t>(value));
    case 32:
      return state_->Append<arrow::Int32Builder>(static_cast<std::int32_t>(value));
    default:
      return state_->Append<arrow::Int64Builder>(value);
  }
}

void ParquetWriter::Unsigned(std::uint64_t value) {
  switch (state_->target->type->bits) {
    case 8:
      return state_->Append<arrow::UInt8Builder>(static_cast<std::uint8_t>(value));
    case 16:
      return state_->Append<arrow::UInt16Builder>(static_cast<std::uint16_t>(value));
    case 32:
      return state_->Append<arrow::UInt32Builder>(static_cast<std::uint32_t>(value));
    default:
      return state_->Append<arrow::UInt64Builder>(value);
  }
}

void ParquetWriter::Float(float value) {
  state_->Append<arrow::FloatBuilder>(value);
}

void ParquetWriter::Double(double value) {
  state_->Append<arrow::DoubleBuilder>(value);
}

void ParquetWriter::String(std::string_view value) {
  state_->AppendText<arrow::StringBuilder>(value);
}

void ParquetWriter::Bytes(std::string_view value) {
  state_->AppendText<arrow::BinaryBuilder>(value);
}

void ParquetWriter::Time(Timestamp value) {
  state_->Append<arrow::TimestampBuilder>(value.micros);
}

void ParquetWriter::Length(Duration value) {
  state_->Append<arrow::DurationBuilder>(value.micros);
}

void ParquetWriter::BeginRow() {
  state_->errors.Check(state_->target->as<arrow::StructBuilder>().Append());
  state_->Enter();
}

void ParquetWriter::Field(std::size_t index, std::string_view) {
  state_->GoTo(index);
}

void ParquetWriter::EndRow() {
  state_->Leave();
}

void ParquetWriter::BeginList() {
  state_->errors.Check(state_->target->type->length == 0
                           ? state_->target->as<arrow::ListBuilder>().Append()
                           : state_->target->as<arrow::FixedSizeListBuilder>().Append());
  state_->Enter();
}

void ParquetWriter::Item() {
  state_->GoTo(0);
}

void ParquetWriter::EndList() {
  state_->Leave();
}

void ParquetWriter::BeginMap() {
  state_->errors.Check(state_->target->as<arrow::MapBuilder>().Append());
  state_->Enter();
}

void ParquetWriter::Key() {
  state_->GoTo(0);
}

void ParquetWriter::Value() {
  state_->GoTo(1);
}

void ParquetWriter::EndMap() {
  state_->Leave();
}

}  // namespace beam::io
