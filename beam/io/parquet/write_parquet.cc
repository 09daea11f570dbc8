#include "beam/io/parquet/write_parquet.h"

#include "beam/base/error.h"
#include "beam/io/parquet/arrow_schema_internal.h"

namespace beam::io {

void CheckParquet(const RecordType& row, const WriteParquetOptions& options,
                  const OutputFiles& files, std::string_view name) {
  if (row.kind != RecordType::Kind::kRow || row.is_nullable) {
    throw Error(ErrorCode::kInvalidArgument,
                "the records of a Parquet file are plain structs, found " + row.Describe());
  }
  const Compression compression = CompressionOf(files, name);
  if (compression != Compression::kNone) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "Parquet files are compressed within (WriteParquetOptions), not as a whole, found " +
            EnumName(compression) + " for " + std::string(name));
  }
  internal::ArrowSchemaOf(row);
  if (!options.partition_by.empty()) PartitionField(row, options.partition_by);
}

}  // namespace beam::io
