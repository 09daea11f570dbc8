#include "klay_beam/speech/chunk_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "beam/base/error.h"

namespace klay {
namespace {

using beam::Error;
using beam::ErrorCode;

std::string Text(const SpeechSegment& segment) {
  return std::to_string(segment.start) + " to " + std::to_string(segment.end);
}

}  // namespace

ChunkReader::ChunkReader(AudioReader& reader, std::vector<SpeechSegment> chunks)
    : reader_(reader), chunks_(std::move(chunks)), buffer_(1) {
  const SoundFormat& format = reader.format();
  if (format.channels() != 1 || format.sample_rate != kSpeechRate) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "chunks of speech are read of mono at 16000 Hz: " + std::to_string(format.channels()) +
            " channels at " + std::to_string(format.sample_rate) + " Hz");
  }
  std::int64_t from = 0;
  for (const SpeechSegment& chunk : chunks_) {
    if (chunk.start < from || chunk.end < chunk.start) {
      throw Error(ErrorCode::kInvalidArgument,
                  "chunks of speech must be in order and not overlap: from " +
                      std::to_string(from) + " on, " + Text(chunk));
    }
    from = chunk.end;
  }
}

Audio ChunkReader::Next() {
  const SpeechSegment chunk = chunks_.at(next_);
  while (begin_ + buffer_.frames() < chunk.end) {
    // What lies in front of the chunk goes before more is read.
    const std::int64_t idle = std::min(buffer_.frames(), chunk.start - begin_);
    buffer_.Drop(idle);
    begin_ += idle;
    if (!reader_.Read(buffer_)) {
      throw Error(ErrorCode::kDataLoss, "the recording ends at sample " +
                                            std::to_string(begin_ + buffer_.frames()) +
                                            " in front of the end of a chunk: " + Text(chunk));
    }
  }
  buffer_.Drop(chunk.start - begin_);
  const std::span<const float> sound =
      std::as_const(buffer_).channel(0).first(static_cast<std::size_t>(chunk.end - chunk.start));
  Audio audio = Audio::FromPlanar("", kSpeechRate, 1, {sound.begin(), sound.end()});
  buffer_.Drop(chunk.end - chunk.start);
  begin_ = chunk.end;
  ++next_;
  return audio;
}

}  // namespace klay
