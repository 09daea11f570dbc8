#pragma once

#include <arrow/type.h>
#include <parquet/arrow/schema.h>

#include <memory>
#include <string>
#include <vector>

#include "beam/io/record/record_type.h"

namespace beam::io::internal {

/// The columns of a file of `row`s. A field's doc is its metadata "description", and a unit
/// that it ends in, "Length [s].", its "units". Throws
/// invalid_argument for what Parquet has no form for.
std::shared_ptr<arrow::Schema> ArrowSchemaOf(const RecordType& row);

/// The leaf columns of a file that `row` needs. Throws invalid_argument, naming every field that
/// does not fit and both schemas, when it cannot be read from the file called `path`.
std::vector<int> ColumnsOf(const RecordType& row, const parquet::arrow::SchemaManifest& file,
                           const std::string& path);

}  // namespace beam::io::internal
