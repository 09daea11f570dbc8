#include "klay_beam/audio/codec/sound_chunks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "klay_beam/audio/codec/chunks.h"

namespace klay {
namespace {

/// Whether it ends before `end`, but for the byte that makes its size even.
bool EndsBefore(const Chunk& chunk, int64_t end) {
  return chunk.size <= static_cast<uint64_t>(std::max<int64_t>(0, end - chunk.start));
}

/// A list of texts, each within the list and with a name that is a text's.
bool IsSoundList(ByteSource& source, const Chunk& list, ByteOrder order) {
  if (!HasTag(list.body(), 0, "INFO")) return false;
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

/// Whether all chunks are, up to the end or to sound data that is cut short: what is behind it,
/// nobody reads.
bool AreSound(ByteSource& source, ByteOrder order, std::string_view data_tag) {
  bool sound = true;
  int chunks = 0;
  WalkChunks(source, kFirstChunk, source.size(), order, [&](const Chunk& chunk) {
    const bool whole = EndsBefore(chunk, source.size());
    if (chunk.Is(data_tag) && !whole) return true;
    sound =
        ++chunks < kMaxChunks && whole && (!chunk.Is("LIST") || IsSoundList(source, chunk, order));
    return !sound;
  });
  return sound;
}

}  // namespace

bool HasSoundChunks(ByteSource& source) {
  std::array<std::byte, kFirstChunk> head{};
  source.ReadAt(0, head);
  if (HasTag(head, 8, "WAVE")) return AreSound(source, WaveOrder(head), "data");
  if (HasTag(head, 0, "FORM")) return AreSound(source, ByteOrder::kBigEndian, "SSND");
  return true;
}

}  // namespace klay
