#include "beam/io/compression/compression.h"

#include <array>

#include "beam/base/error.h"
#include "beam/base/reflection/enum_names.h"

namespace beam::io {

Compression CompressionOfName(std::string_view path) {
  if (path.ends_with(".gz")) return Compression::kGzip;
  if (path.ends_with(".zst")) return Compression::kZstd;
  if (path.ends_with(".bz2")) return Compression::kBzip2;
  return Compression::kNone;
}

Compression CompressionOfContent(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1f\x8b\x08")) return Compression::kGzip;
  if (first_bytes.starts_with("\x28\xb5\x2f\xfd")) return Compression::kZstd;
  // A frame to be skipped, with which pzstd begins.
  if (first_bytes.size() >= 4 && (first_bytes[0] & 0xf0) == 0x50 &&
      first_bytes.substr(1, 3) == "\x2a\x4d\x18") {
    return Compression::kZstd;
  }
  // "BZh" alone may begin a text; what follows is a block's or the end's mark.
  if (first_bytes.starts_with("BZh") && first_bytes.size() >= kMagicBytes) {
    const std::string_view mark = first_bytes.substr(4, 6);
    if (mark == "\x31\x41\x59\x26\x53\x59" || mark == "\x17\x72\x45\x38\x50\x90") {
      return Compression::kBzip2;
    }
  }
  return Compression::kNone;
}

Compression ResolveCompression(Compression wanted, const std::string& path,
                               RandomAccessFile& file) {
  if (wanted != Compression::kAuto) return wanted;
  std::array<char, kMagicBytes> first = {};
  const std::size_t count = file.ReadAt(0, std::as_writable_bytes(std::span(first)));
  const Compression content = CompressionOfContent({first.data(), count});
  const Compression name = CompressionOfName(path);
  if (content == Compression::kNone && name != Compression::kNone) {
    throw Error(ErrorCode::kDataLoss,
                count == 0 ? "a compressed file is empty: " + path
                           : "the name says " + EnumName(name) +
                                 ", but the content is not compressed (if that is right, read it "
                                 "with compression none): " +
                                 path);
  }
  return content;
}

}  // namespace beam::io
