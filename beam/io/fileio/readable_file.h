#pragma once

#include <memory>
#include <string>

#include "beam/io/compression/compression.h"
#include "beam/io/file_metadata.h"
#include "beam/io/input_stream.h"

namespace beam::io {

/// A file that a pipeline is about to read.
struct ReadableFile {
  FileMetadata metadata;
  Compression compression = Compression::kAuto;

  /// Its bytes, decompressed, from front to back.
  std::unique_ptr<InputStream> Open() const;
  /// All of its bytes, decompressed.
  std::string ReadAll() const;

  auto operator<=>(const ReadableFile&) const = default;
};

}  // namespace beam::io
