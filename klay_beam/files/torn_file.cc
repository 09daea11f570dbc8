#include "klay_beam/files/torn_file.h"

#include <re2/re2.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>

#include "beam/io/file_system.h"
#include "klay_beam/audio/codec/ogg_pages.h"

namespace klay {
namespace {

using beam::io::RandomAccessFile;

constexpr std::int64_t kHeadBytes = 1024;
constexpr std::int64_t kTailBytes = 1 << 16;

/// The bytes from `offset` on, as many as there are of `count`.
std::string BytesAt(RandomAccessFile& file, std::int64_t offset, std::int64_t count) {
  count = std::clamp<std::int64_t>(file.size() - offset, 0, count);
  std::string bytes(static_cast<std::size_t>(count), '\0');
  bytes.resize(file.ReadAt(offset, std::as_writable_bytes(std::span(bytes))));
  return bytes;
}

std::string Tail(RandomAccessFile& file) {
  const std::int64_t start = std::max<std::int64_t>(0, file.size() - kTailBytes);
  return BytesAt(file, start, kTailBytes);
}

/// The number in `size` bytes at `at`; 0 where they are not there.
std::uint64_t Little(std::string_view bytes, std::size_t at, int size) {
  std::uint64_t number = 0;
  if (at + static_cast<std::size_t>(size) > bytes.size()) return 0;
  for (int i = size; i-- > 0;) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return number;
}

std::uint64_t Big(std::string_view bytes, std::size_t at, int size) {
  std::uint64_t number = 0;
  if (at + static_cast<std::size_t>(size) > bytes.size()) return 0;
  for (int i = 0; i < size; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return number;
}

std::optional<std::string> Shorter(const RandomAccessFile& file, std::uint64_t declared) {
  if (declared <= static_cast<std::uint64_t>(file.size())) return std::nullopt;
  return "has " + std::to_string(file.size()) + " of " + std::to_string(declared) + " bytes";
}

std::optional<std::string> WhyTornRiff(RandomAccessFile& file, std::string_view head) {
  const std::uint64_t declared = Little(head, 4, 4);
  // Writers that cannot go back leave 0 or the greatest number.
  if (declared == 0 || declared >= 0xffffff00) return std::nullopt;
  return Shorter(file, declared + 8);
}

/// Walks the outermost boxes, of which files that are written to be played have few.
std::optional<std::string> WhyTornMp4(RandomAccessFile& file) {
  constexpr std::int64_t kHeader = 16;
  constexpr int kMaxBoxes = 10'000;
  bool has_index = false;
  std::int64_t at = 0;
  for (int boxes = 0; at < file.size(); ++boxes) {
    if (boxes == kMaxBoxes) return std::nullopt;
    const std::string box = BytesAt(file, at, kHeader);
    std::uint64_t size = Big(box, 0, 4);
    if (size == 1) size = Big(box, 8, 8);
    if (size == 0) break;  // Up to the end.
    if (size < 8) return "has a box of " + std::to_string(size) + " bytes";
    if (size > static_cast<std::uint64_t>(file.size() - at)) return "ends in the middle of a box";
    has_index = has_index || box.substr(4, 4) == "moov";
    at += static_cast<std::int64_t>(size);
  }
  if (has_index) return std::nullopt;
  return "has no moov box";
}

/// Of arrays of numbers; nothing is known of the size of records.
std::optional<std::string> WhyTornNpy(RandomAccessFile& file, std::string_view head) {
  const int length_bytes = Little(head, 6, 1) == 1 ? 2 : 4;
  const std::size_t start = 8 + static_cast<std::size_t>(length_bytes);
  const std::uint64_t header_bytes = Little(head, 8, length_bytes);
  if (auto why = Shorter(file, start + header_bytes)) return why;
  const std::string header(head.substr(std::min(start, head.size()), header_bytes));
  std::uint64_t bytes = 0;
  std::string shape;
  static const re2::RE2 kItem("'descr': *'[<>|=]?[a-zA-Z](\\d+)'");
  static const re2::RE2 kShape("'shape': *\\(([^)]*)\\)");
  if (!re2::RE2::PartialMatch(header, kItem, &bytes) ||
      !re2::RE2::PartialMatch(header, kShape, &shape)) {
    return std::nullopt;
  }
  re2::StringPiece rest(shape);
  std::uint64_t extent = 0;
  static const re2::RE2 kExtent("\\s*(\\d+)\\s*,?");
  while (re2::RE2::Consume(&rest, kExtent, &extent)) {
    if (__builtin_mul_overflow(bytes, extent, &bytes)) return "has not room for its own shape";
  }
  return Shorter(file, start + header_bytes + bytes);
}

std::optional<std::string> WhyTornZip(RandomAccessFile& file) {
  if (Tail(file).rfind("PK\x05\x06") != std::string::npos) return std::nullopt;
  return "has no zip directory at its end";
}

std::optional<std::string> WhyTornParquet(RandomAccessFile& file) {
  if (file.size() >= 12 && BytesAt(file, file.size() - 4, 4) == "PAR1") return std::nullopt;
  return "does not end as Parquet does";
}

/// Whether every bracket outside of strings has its other.
bool IsBalanced(std::string_view json) {
  int depth = 0;
  bool is_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (is_text && c == '\\') {
      ++i;
    } else if (c == '"') {
      is_text = !is_text;
    } else if (!is_text) {
      depth += (c == '{' || c == '[' ? 1 : 0) - (c == '}' || c == ']' ? 1 : 0);
    }
  }
  return depth == 0 && !is_text;
}

/// Long documents are judged by their last bracket alone.
std::optional<std::string> WhyTornJson(RandomAccessFile& file, char first) {
  const std::string tail = Tail(file);
  const std::size_t last = tail.find_last_not_of(" \t\r\n");
  const char wanted = first == '{' ? '}' : ']';
  if (last == std::string::npos || tail[last] != wanted) {
    return std::string("does not end in ") + wanted;
  }
  if (file.size() <= kTailBytes && !IsBalanced(tail)) return "a bracket or quote is left open";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> WhyTorn(const std::string& path) {
  const std::unique_ptr<RandomAccessFile> file = beam::io::FileSystemFor(path).Open(path);
  if (file->size() == 0) return "is empty";
  const std::string head = BytesAt(*file, 0, kHeadBytes);
  const std::string_view begin = head;
  if (begin.starts_with("RIFF")) return WhyTornRiff(*file, begin);
  if (begin.starts_with("OggS")) return DamageAtOggEnd(*OpenFileSource(path));
  if (begin.starts_with("\x93NUMPY")) return WhyTornNpy(*file, begin);
  if (begin.starts_with("PK\x03\x04")) return WhyTornZip(*file);
  if (begin.starts_with("PAR1")) return WhyTornParquet(*file);
  if (begin.size() > 8 && begin.substr(4, 4) == "ftyp") return WhyTornMp4(*file);
  if (begin[0] == '{' || begin[0] == '[') return WhyTornJson(*file, begin[0]);
  return std::nullopt;
}

}  // namespace klay
