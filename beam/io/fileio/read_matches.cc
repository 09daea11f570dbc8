#include "beam/io/fileio/read_matches.h"

#include <utility>

#include "beam/pipeline/map.h"

namespace beam::io {

ReadMatches::ReadMatches(Compression compression, std::string label, std::source_location where)
    : compression_(compression), label_(std::move(label)), where_(where) {}

PCollection<ReadableFile> ReadMatches::operator()(PCollection<FileMetadata> files) const {
  auto to_readable = [compression = compression_](const FileMetadata& file) {
    return ReadableFile{file, compression};
  };
  return files | Map(label_, to_readable, where_);
}

}  // namespace beam::io
