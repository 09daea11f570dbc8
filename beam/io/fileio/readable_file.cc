#include "beam/io/fileio/readable_file.h"

#include "beam/io/compression/compressed_file.h"

namespace beam::io {

std::unique_ptr<InputStream> ReadableFile::Open() const {
  return OpenDecompressed(metadata.path, compression);
}

std::string ReadableFile::ReadAll() const {
  return ReadRest(*Open(), static_cast<std::size_t>(metadata.size_bytes));
}

}  // namespace beam::io
