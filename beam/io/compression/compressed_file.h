#pragma once

#include <memory>
#include <string>

#include "beam/io/compression/compression.h"
#include "beam/io/file_system.h"
#include "beam/io/input_stream.h"

namespace beam::io {

/// The bytes that `compressed` stands for, as they are read: memory holds a window of them, however
/// much they swell. Several gzip members, zstd frames or bzip2 streams in one file are one text.
/// Reading throws data_loss, with `path` and the offset in the compressed file, where it is broken
/// or cut short. `compression` is not kAuto.
std::unique_ptr<InputStream> Decompress(Compression compression,
                                        std::unique_ptr<InputStream> compressed, std::string path);

/// Writes to `file`, compressed; kNone is `file` itself. `compression` is not kAuto. The same bytes
/// make the same file.
std::unique_ptr<FileWriter> Compress(Compression compression, std::unique_ptr<FileWriter> file);

/// The bytes of the file `path`, decompressed as `compression` says, from front to back.
std::unique_ptr<InputStream> OpenDecompressed(const std::string& path,
                                              Compression compression = Compression::kAuto);

}  // namespace beam::io
