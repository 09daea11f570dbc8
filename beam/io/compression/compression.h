#pragma once

#include <string>
#include <string_view>

#include "beam/io/file_system.h"

namespace beam::io {

/// How the bytes of a file are compressed. kAuto: when reading, what the content says; when
/// writing, what the name says.
enum class Compression { kAuto, kNone, kGzip, kZstd, kBzip2 };

/// What a name says: .gz, .zst and .bz2; anything else is kNone.
Compression CompressionOfName(std::string_view path);

/// What the first bytes of a file say. As many as there are, up to kMagicBytes, are enough.
Compression CompressionOfContent(std::string_view first_bytes);
inline constexpr std::size_t kMagicBytes = 10;

/// What `wanted` means for an open file, never kAuto. Throws data_loss when the name says that it
/// is compressed and the content says otherwise: such a file is rarely what somebody meant.
Compression ResolveCompression(Compression wanted, const std::string& path, RandomAccessFile& file);

}  // namespace beam::io
