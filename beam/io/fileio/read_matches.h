#pragma once

#include <source_location>
#include <string>

#include "beam/io/fileio/readable_file.h"
#include "beam/pipeline/pcollection.h"

namespace beam::io {

/// Matched files as files to read; nothing is opened yet.
///
///     p | beam::io::MatchFiles("/data/*.json") | beam::io::ReadMatches() |
///         beam::Map("Text", [](const beam::io::ReadableFile& file) { return file.ReadAll(); })
class ReadMatches {
 public:
  explicit ReadMatches(Compression compression = Compression::kAuto,
                       std::string label = "ReadMatches",
                       std::source_location where = std::source_location::current());

  PCollection<ReadableFile> operator()(PCollection<FileMetadata> files) const;

 private:
  Compression compression_;
  std::string label_;
  std::source_location where_;
};

}  // namespace beam::io
