#include "job_byt5/lyrics_embedding.h"

#include <string_view>
#include <utility>

#include "beam/beam.h"
#include "beam/io/file_system.h"
#include "beam/io/parquet/parquet_writer.h"
#include "beam/io/record/record.h"
#include "klay_beam/commit.h"
#include "klay_beam/numpy/npz.h"
#include "klay_beam/version.h"

namespace job_byt5 {
namespace {

/// A row of the Parquet file.
struct TokenRow {
  std::int64_t token = 0;
  double start = 0;
  double end = 0;
  std::vector<float> embedding;

  static constexpr beam::FieldDoc kDocs[] = {
      {"token", "ByT5's: a byte of the text and 3; 1 ends a line."},
      {"start", "When the token's word begins [s]."},
      {"end", "When it ends [s]."},
      {"embedding", "The encoder's last hidden state."},
  };
};

/// A file in memory.
class MemoryFile final : public beam::io::FileWriter {
 public:
  void Append(std::string_view bytes) override { bytes_ += bytes; }
  void Commit() override {}
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// [rows x columns] as [columns x rows], in blocks, since each column lies in cache lines of its
/// own.
std::vector<float> Transposed(const std::vector<float>& values, std::size_t rows,
                              std::size_t columns) {
  constexpr std::size_t kBlock = 32;
  std::vector<float> transposed(values.size());
  for (std::size_t first = 0; first < columns; first += kBlock) {
    const std::size_t last = std::min(first + kBlock, columns);
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t column = first; column < last; ++column) {
        transposed[column * rows + row] = values[row * columns + column];
      }
    }
  }
  return transposed;
}

}  // namespace

std::string EncodeNpz(const LyricsEmbedding& embedding) {
  const auto length = static_cast<std::int64_t>(embedding.tokens.size());
  const std::vector<float> by_dimension = Transposed(embedding.values, embedding.tokens.size(),
                                                     static_cast<std::size_t>(embedding.dim));
  const klay::NumpyArrays arrays = {
      {"byt5_embeds", klay::ArrayOf<float>(by_dimension, {embedding.dim, length})},
      {"byt5_tokens", klay::ArrayOf<std::int64_t>(embedding.tokens, {length})},
      {"starts", klay::ArrayOf<double>(embedding.starts, {length})},
      {"ends", klay::ArrayOf<double>(embedding.ends, {length})}};
  return klay::EncodeNpz(arrays, /*is_compressed=*/false);
}

std::string EncodeParquet(const LyricsEmbedding& embedding) {
  MemoryFile file;
  beam::io::ParquetWriter writer(file, beam::io::RecordTypeOf<TokenRow>(),
                                 {.metadata = {{"job", "job_byt5"},
                                               {"version", std::string(klay::kVersion)},
                                               {"commit", std::string(klay::Commit())}}});
  const auto dim = static_cast<std::size_t>(embedding.dim);
  TokenRow row;
  for (std::size_t i = 0; i < embedding.tokens.size(); ++i) {
    row.token = embedding.tokens[i];
    row.start = embedding.starts[i];
    row.end = embedding.ends[i];
    const auto first = embedding.values.begin() + static_cast<std::ptrdiff_t>(i * dim);
    row.embedding.assign(first, first + static_cast<std::ptrdiff_t>(dim));
    beam::io::WriteRecord(row, writer);
    writer.EndRecord();
  }
  writer.Close();
  return file.Take();
}

}  // namespace job_byt5
