#include "job_stats/known_files.h"

#include <utility>

#include "beam/io/file_system.h"
#include "beam/io/parquet/parquet_reader.h"
#include "beam/io/record/record.h"

namespace job_stats {
namespace {

using beam::KV;
using beam::io::FileMetadata;

bool Exists(const std::string& path) {
  try {
    beam::io::FileSystemFor(path).Stat(path);
    return true;
  } catch (const beam::Error& error) {
    if (error.code() == beam::ErrorCode::kNotFound) return false;
    throw;
  }
}

/// The rows of the table, if there is one.
struct ReadTableFn {
  std::string table;

  void Process(const beam::Bytes&, beam::Emitter<KV<std::string, FileStats>>& rows) const {
    if (!Exists(table)) return;
    beam::io::ParquetReader reader(table, beam::io::RecordTypeOf<FileStats>());
    for (std::int64_t group = 0; group < reader.num_row_groups(); ++group) {
      reader.OpenRowGroup(group);
      while (reader.NextRecord()) {
        FileStats stats;
        beam::io::ReadRecord(reader, stats);
        std::string path = PathOf(stats);
        rows({std::move(path), std::move(stats)});
      }
    }
  }
};

struct LookUpFn {
  using Group = KV<std::string, beam::CoGbkResult<FileMetadata, FileStats>>;

  beam::Counter skipped{klay::kSkippedMetric};

  void Process(const Group& group, beam::Emitter<FileStats>& known,
               beam::Emitter<FileMetadata>& unknown) const {
    const auto& [files, rows] = group.value;
    std::optional<FileStats> row;
    for (const FileStats& stats : rows) row = stats;
    for (const FileMetadata& file : files) {
      if (row.has_value() && row->size_bytes == file.size_bytes &&
          row->modified.micros == file.modified_micros) {
        skipped.Increment();
        known(*row);
      } else {
        unknown(file);
      }
    }
  }
};

}  // namespace

KnownAndUnknown LookUpFiles::operator()(beam::PCollection<FileMetadata> files) const {
  auto expand = [&](beam::PCollection<FileMetadata> in) {
    const auto by_path = in | beam::Map("ByPath", [](const FileMetadata& file) {
                           return KV<std::string, FileMetadata>{file.path, file};
                         });
    const auto rows = in.pipeline() | beam::Impulse("Impulse") |
                      beam::ParDo("ReadTable", ReadTableFn{.table = table_});
    auto [known, unknown] =
        beam::CoGroupByKey("Join", by_path, rows) | beam::ParDo("LookUp", LookUpFn());
    return KnownAndUnknown{known, unknown};
  };
  return files | beam::Composite("LookUpFiles", expand);
}

}  // namespace job_stats
