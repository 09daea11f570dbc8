#pragma once

extern "C" {
#include <libavformat/avio.h>
#include <libavutil/error.h>
}

#include <cstdint>
#include <cstdio>

namespace klay {

/// AVIOContext's callback for a new position, over a SourceCursor or a SinkCursor. It asks for the
/// size, too.
template <class Cursor>
int64_t SeekCursor(void* opaque, int64_t offset, int whence) {
  auto* cursor = static_cast<Cursor*>(opaque);
  switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
      return cursor->size();
    case SEEK_SET:
      break;
    case SEEK_CUR:
      offset += cursor->position();
      break;
    case SEEK_END:
      offset += cursor->size();
      break;
    default:
      return AVERROR(EINVAL);
  }
  if (offset < 0) return AVERROR(EINVAL);
  cursor->SeekTo(offset);
  return cursor->position();
}

}  // namespace klay
