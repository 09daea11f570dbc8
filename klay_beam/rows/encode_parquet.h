#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "beam/io/parquet/write_parquet.h"

namespace klay {

namespace internal {

/// Keeps what is appended in `bytes`.
class ParquetBytes final : public beam::io::FileWriter {
 public:
  explicit ParquetBytes(std::string& bytes) : bytes_(bytes) {}

  void Append(std::string_view bytes) override { bytes_ += bytes; }
  void Commit() override {}

 private:
  std::string& bytes_;
};

}  // namespace internal

/// A whole Parquet file of rows, plain structs, in memory: for tables that are each a file's own.
/// Throws invalid_argument for rows that have no form in Parquet.
template <class Row>
std::string EncodeParquet(const std::vector<Row>& rows,
                          const beam::io::WriteParquetOptions& options = {}) {
  std::string bytes;
  internal::ParquetBytes file(bytes);
  beam::io::ParquetSink<Row> sink(options);
  sink.Open(file);
  for (const Row& row : rows) sink.Write(row);
  sink.Flush();
  return bytes;
}

}  // namespace klay
