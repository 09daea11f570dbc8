#pragma once

#include <string>

#include "job_whisper/whisper_job.h"
#include "klay_beam/speech/whisper/transcribe.h"
#include "klay_beam/speech/whisper/transcribe_recording.h"

namespace job_whisper {

/// How TranscribeFiles works.
struct TranscribeFilesOptions {
  Format format = Format::kJson;
  std::string model;  ///< A name that bin/models knows.
  std::string model_dir;
  std::string device = "auto";
  klay::WhisperOptions whisper = {};
  klay::TranscribeOptions recording = {};
  klay::Damaged damaged = klay::Damaged::kKeep;
};

/// Writes the transcript of each file, whole or not at all. The models are loaded once in a
/// process, before any file is touched; the job fails when they or the device cannot be had. Counts
/// "done", "failed", "damaged", "audio_microseconds", and "lines" and "words" that were written.
class TranscribeFiles {
 public:
  TranscribeFiles(klay::FileNameMutator name, TranscribeFilesOptions options);

  /// Returns the files that failed, which are in the run report, too.
  beam::PCollection<klay::Failure> operator()(
      beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  klay::FileNameMutator name_;
  TranscribeFilesOptions options_;
};

}  // namespace job_whisper
