#pragma once

#include <cstdint>
#include <vector>

#include "klay_beam/audio/audio.h"
#include "klay_beam/audio/audio_reader.h"
#include "klay_beam/audio/planar_buffer.h"
#include "klay_beam/speech/speech_segment.h"

namespace klay {

/// Reads the sound of a recording's chunks, one after the other: no more than one chunk and one
/// block of the reader is held, however long the recording is.
class ChunkReader {
 public:
  /// `reader`, which must outlive this, gives mono at kSpeechRate from the recording's beginning.
  /// `chunks` are in order and do not overlap. Throws invalid_argument otherwise.
  ChunkReader(AudioReader& reader, std::vector<SpeechSegment> chunks);

  /// Whether there is a next chunk.
  bool HasNext() const { return next_ < chunks_.size(); }

  /// The next chunk's place in the recording; there must be one.
  const SpeechSegment& place() const { return chunks_[next_]; }

  /// The next chunk's sound, and goes on to the one behind it. Throws data_loss when the recording
  /// ends in front of the chunk's end, and what the reader throws.
  Audio Next();

 private:
  AudioReader& reader_;
  std::vector<SpeechSegment> chunks_;
  std::size_t next_ = 0;
  PlanarBuffer buffer_;     ///< What was read and is not given yet,
  std::int64_t begin_ = 0;  ///< from this sample of the recording on.
};

}  // namespace klay
