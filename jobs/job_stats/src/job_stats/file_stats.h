#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "klay_beam/klay_beam.h"

namespace job_stats {

/// What is known of one file: a row of the table.
struct FileStats {
  std::string path;
  std::optional<std::string> path_base64 = {};
  std::int64_t size_bytes = 0;
  beam::Timestamp modified = {};
  std::string container;
  std::string codec;
  int sample_rate = 0;
  int channels = 0;
  int bit_depth = 0;
  double seconds = 0;
  std::optional<double> loudness = {};
  double peak = 0;
  double silent_seconds = 0;
  std::int64_t clipped_samples = 0;
  std::optional<std::string> damage = {};
  std::string content_hash;

  static constexpr beam::FieldDoc kDocs[] = {
      {"path", "Where the file lies; bytes that are no UTF-8 are written as \\xHH."},
      {"path_base64", "The path's bytes in base64, where they are no UTF-8."},
      {"size_bytes", "Size of the file [bytes]."},
      {"modified", "When the file was written."},
      {"container", "Its format: wav, flac, ogg, mp3."},
      {"codec", "How its samples are coded: pcm_s16, flac, vorbis."},
      {"sample_rate", "Samples of a channel in a second [Hz]."},
      {"channels", "How many channels it has."},
      {"bit_depth", "Of a sample as the encoder got it; 0 where the codec is lossy [bits]."},
      {"seconds", "Length of the decoded audio [s]."},
      {"loudness", "Integrated, by ITU-R BS.1770-4; none for silence and less than 0.4 s [LUFS]."},
      {"peak", "The largest sample's size [of full scale]."},
      {"silent_seconds", "Frames of which no sample reaches -60 dB of full scale [s]."},
      {"clipped_samples", "Samples at full scale, three or more of one value in a row."},
      {"damage", "What is missing or corrupt; none where the file is sound."},
      {"content_hash", "XXH3 of the file's bytes, 128 bits in hexadecimal."},
  };
};

/// The path of the file that `stats` are of, byte for byte.
std::string PathOf(const FileStats& stats);

/// Decodes all of a file and measures it, in blocks: no sound is held whole. Throws as
/// klay::Inspect does when there is no audio.
FileStats MeasureFile(const beam::io::FileMetadata& file);

}  // namespace job_stats
