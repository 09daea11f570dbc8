#include "job_stats/file_stats.h"

#include <memory>
#include <utility>

#include "beam/base/utf8.h"
#include "beam/io/json/base64.h"
#include "job_stats/content_hash.h"
#include "klay_beam/audio/byte_source.h"
#include "klay_beam/audio/inspect/inspection.h"

namespace job_stats {
namespace {

/// Files up to here are read once, and lie in memory while they are hashed and decoded [bytes].
constexpr std::int64_t kWhole = 64 << 20;

std::unique_ptr<klay::ByteSource> OpenForTwoReads(const std::string& path) {
  auto source = klay::OpenFileSource(path);
  if (source->size() > kWhole) return source;
  std::vector<std::byte> bytes(static_cast<std::size_t>(source->size()));
  bytes.resize(source->ReadAt(0, bytes));
  return klay::OpenMemorySource(path, std::move(bytes));
}

}  // namespace

std::string PathOf(const FileStats& stats) {
  if (!stats.path_base64.has_value()) return stats.path;
  return beam::io::DecodeBase64(*stats.path_base64).value_or(stats.path);
}

FileStats MeasureFile(const beam::io::FileMetadata& file) {
  const auto source = OpenForTwoReads(file.path);
  klay::Inspection found = klay::Inspect(*source);
  FileStats stats{.path = beam::PrintableUtf8(file.path),
                  .size_bytes = file.size_bytes,
                  .modified = {file.modified_micros},
                  .container = beam::PrintableUtf8(found.info.container),
                  .codec = beam::PrintableUtf8(found.info.codec),
                  .sample_rate = found.info.sample_rate,
                  .channels = found.info.channels,
                  .bit_depth = found.info.bit_depth,
                  .seconds = found.seconds,
                  .loudness = found.loudness,
                  .peak = found.peak,
                  .silent_seconds = found.silent_seconds,
                  .clipped_samples = found.clipped,
                  .content_hash = ContentHash(*source)};
  if (stats.path != file.path) stats.path_base64 = beam::io::EncodeBase64(file.path);
  if (found.damage.has_value()) stats.damage = beam::PrintableUtf8(*found.damage);
  return stats;
}

}  // namespace job_stats
