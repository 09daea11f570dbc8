#include "klay_beam/audio/codec/sound_chunks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "klay_beam/audio/codec/chunks.h"

namespace klay {
namespace {

constexpr int64_t kFirstChunk = 12;

/// Whether it ends before `end`, but for the byte that makes its size even.
bool EndsBefore(const Chunk& chunk, int64_t end) {
  return chunk.size <= static_cast<uint64_t>(std::max<int64_t>(0, end - chunk.start));
}

/// A list of texts, each within the list and with a name that is a text's.
bool IsSoundList(ByteSource& source, const Chunk& list, ByteOrder order) {
  if (!HasTag(list.body, 0, "INFO")) return false;
  const int64_t end = list.start + static_cast<int64_t>(list.size);
  bool sound = true;
  WalkChunks(source, list.start + 4, end, order, [&](const Chunk& text) {
    // libsndfile takes these for the beginning of a list wherever they are.
    const bool is_list = text.Is("INFO") || text.Is("adtl") || text.Is("exif");
    sound = !is_list && EndsBefore(text, end);
    return !sound;
  });
  return sound;
}

bool IsSoundWave(ByteSource& source, ByteOrder order) {
  bool sound = true;
  int chunks = 0;
  WalkChunks(source, kFirstChunk, source.size(), order, [&](const Chunk& chunk) {
    // What is behind data that the file does not hold whole, nobody reads.
    if (chunk.Is("data") && !EndsBefore(chunk, source.size())) return true;
    sound = ++chunks < kMaxChunks && EndsBefore(chunk, source.size()) &&
            (!chunk.Is("LIST") || IsSoundList(source, chunk, order));
    return !sound;
  });
  return sound;
}

bool IsSoundAiff(ByteSource& source) {
  bool sound = true;
  int chunks = 0;
  WalkChunks(source, kFirstChunk, source.size(), ByteOrder::kBigEndian, [&](const Chunk& chunk) {
    if (chunk.Is("SSND") && !EndsBefore(chunk, source.size())) return true;
    sound = ++chunks < kMaxChunks && EndsBefore(chunk, source.size());
    return !sound;
  });
  return sound;
}

}  // namespace

bool HasSoundChunks(ByteSource& source) {
  std::array<std::byte, kFirstChunk> head{};
  source.ReadAt(0, head);
  if (HasTag(head, 8, "WAVE")) {
    return IsSoundWave(source,
                       HasTag(head, 0, "RIFX") ? ByteOrder::kBigEndian : ByteOrder::kLittleEndian);
  }
  if (HasTag(head, 0, "FORM")) return IsSoundAiff(source);
  return true;
}

}  // namespace klay
