#pragma once

#include <optional>
#include <source_location>
#include <string>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/pcollection.h"
#include "klay_beam/audio/transcode.h"
#include "klay_beam/files/file_name_mutator.h"
#include "klay_beam/transforms/failure.h"
#include "klay_beam/transforms/load_audio.h"

namespace klay {

/// How TranscodeFiles works.
struct TranscodeFilesOptions {
  TranscodeOptions transcode = {};
  Damaged damaged = Damaged::kKeep;
  /// Cuts each file into pieces of this length [s], the last one shorter; `name` must have {index}
  /// in its template, which counts them from 0. They tile the part that transcode.decode takes.
  std::optional<double> segment_duration = {};
};

/// A file that TranscodeFiles wrote.
struct WrittenAudio {
  std::string source_path;
  std::string path;
  double seconds = 0;
  int sample_rate = 0;  ///< [Hz]
  int channels = 0;
  int64_t clipped = 0;  ///< Samples beyond full scale, which saturated.
};

/// What TranscodeFiles makes of its files.
struct TranscodedFiles {
  beam::PCollection<WrittenAudio> written;
  beam::PCollection<Failure> failed;  ///< In the run report, too.
};

/// Turns each file into one of another format, or rate, or shape, block by block: no sound is held
/// whole. Targets appear whole or not at all; their folders are made. A file that cannot be read,
/// or whose target cannot be written, is one Failure. Of segments the first one appears last, so
/// that it stands for all of them. Counts "done", "failed", "damaged",
/// "audio_microseconds" and "clipped_samples".
///
///     auto [written, failed] = files | klay::TranscodeFiles(
///         klay::FileNameMutator({.old_suffix = ".wav", .new_suffix = ".flac"}),
///         {.transcode = {.decode = {.sample_rate = 16000}, .format =
///         klay::AudioFormat::kFlac}});
class TranscodeFiles {
 public:
  /// Throws invalid_argument for segments of no length.
  TranscodeFiles(FileNameMutator name, TranscodeFilesOptions options,
                 std::string label = "TranscodeFiles",
                 std::source_location where = std::source_location::current());

  TranscodedFiles operator()(beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  FileNameMutator name_;
  TranscodeFilesOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
