#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "klay_beam/klay_beam.h"

namespace job_transcode {

/// What the job is asked for; the field names are flags.
struct Options {
  std::string target_audio_suffix = ".flac";
  std::optional<std::string> source_dir;
  std::optional<std::string> target_dir;
  std::optional<int> target_sample_rate;
  std::optional<int> target_channels;
  std::string bit_depth = "16";
  bool dither = false;
  std::optional<int> bitrate;
  std::optional<double> quality;
  double crop_start = 0;
  std::optional<double> crop_duration;
  std::optional<double> segment_duration;
  std::optional<double> loudness;
  bool copy_tags = false;
  bool overwrite = false;
  bool check_timestamp = false;
  klay::Damaged damaged = klay::Damaged::kKeep;

  static constexpr std::string_view kAbout =
      "Transcodes audio files of any format into another, beside them or below another folder.";
  static constexpr std::string_view kVersion = klay::kVersion;
  static constexpr beam::FieldDoc kDocs[] = {
      {"target_audio_suffix",
       "What comes in place of audio_suffix, or else of what follows the last dot, such as "
       ".16k.wav; it ends in .wav .aiff .flac .ogg (Vorbis) .opus "
       ".mp3 or .m4a, which says the format, or in .npy for the samples as an array, channels x "
       "frames of float32."},
      {"source_dir", "The folder that target_dir stands for; the two go together."},
      {"target_dir", "Write to the same places below this folder; without it beside the files."},
      {"target_sample_rate", "In Hz; without it each file keeps its own."},
      {"target_channels", "1 mixes to mono, 2 to stereo; without it each file keeps its own."},
      {"bit_depth", "Of WAV and AIFF: 8, 16, 24, 32, float or double; of FLAC: 8, 16 or 24."},
      {"dither", "Add triangular noise of one step before rounding to integers."},
      {"bitrate", "Of MP3, constant, and of M4A and Opus, on average, in bit/s, such as 192000."},
      {"quality", "Of Vorbis, Opus and MP3 with a variable rate: from 0, small, to 1, best."},
      {"crop_start", "Leave out so many seconds at the beginning."},
      {"crop_duration", "Write so many seconds at most."},
      {"segment_duration",
       "Cut each file into pieces of so many seconds, the last one shorter: NAME-00000.flac, "
       "NAME-00001.flac and so on. The first of them appears last: with it a file is done."},
      {"loudness", "Bring each file to this integrated loudness in LUFS, such as -23."},
      {"copy_tags", "Take title, artist and the like along."},
      {"overwrite", "Do everything again; without it files whose targets are whole are skipped."},
      {"check_timestamp", "Do files again that are newer than their targets."},
      {"damaged", "What to do with a file of which only a part can be decoded."},
  };
};

/// The pipeline: match, skip what is done, transcode. Throws invalid_argument for options that make
/// no sense.
void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags);

}  // namespace job_transcode
