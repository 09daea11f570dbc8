#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "klay_beam/audio/channel_layout.h"

namespace klay {

/// Outside these a header is taken for a lie.
inline constexpr int kMinSampleRate = 1000;  ///< [Hz]
inline constexpr int kMaxSampleRate = 768000;
inline constexpr int kMaxChannels = 64;

/// What a file says of its audio before it is decoded.
struct AudioInfo {
  std::string container;  ///< "wav", "flac", "ogg", "mp3", "mov,mp4,m4a,3gp,3g2,mj2"
  std::string codec;      ///< "pcm_s16", "flac", "vorbis", "aac"
  int sample_rate = 0;    ///< [Hz]
  int channels = 0;
  ChannelLayout layout;  ///< As many as channels; LayoutName gives it a name.
  int bit_depth = 0;     ///< Of a sample, as the encoder got it; 0 where the codec is lossy.
  std::optional<int64_t> frames;  ///< Absent where only decoding would tell.
  bool frames_exact = false;      ///< Whether Decode gives just as many, if the file is sound.
  std::map<std::string, std::string> tags;  ///< "title", "artist": names in small letters.
};

}  // namespace klay
