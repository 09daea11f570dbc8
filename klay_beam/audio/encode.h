#pragma once

#include <string>
#include <string_view>

#include "klay_beam/audio/audio.h"

namespace klay {

/// What Encode writes: 16-bit PCM in WAV and AIFF, 16-bit FLAC, Ogg Vorbis, Ogg Opus, MP3.
enum class AudioFormat { kWav, kAiff, kFlac, kVorbis, kOpus, kMp3 };

/// The file name's suffix: ".wav", ".aiff", ".flac", ".ogg", ".opus", ".mp3".
std::string_view Suffix(AudioFormat format);

/// The bytes of a file with `audio`. The same samples give the same bytes. Samples beyond full
/// scale saturate; 16-bit formats round to the nearest of x * 32768, which Decode undoes exactly.
/// Throws invalid_argument when the format cannot take the rate or the channels (Opus: 8, 12, 16,
/// 24 or 48 kHz).
std::string Encode(const Audio& audio, AudioFormat format);

}  // namespace klay
