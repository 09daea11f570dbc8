#pragma once

#include <optional>
#include <source_location>
#include <string>

#include "beam/io/file_metadata.h"
#include "beam/pipeline/pcollection.h"
#include "klay_beam/audio/audio.h"
#include "klay_beam/transforms/audio_coder.h"
#include "klay_beam/transforms/failure.h"

namespace klay {

/// What becomes of a file of which only a part can be decoded.
enum class Damaged {
  kKeep,  ///< The part that decodes is the audio; the job counts the file as damaged.
  kFail,  ///< The file is a failure.
};

/// How files become audio.
struct LoadAudioOptions {
  std::optional<int> sample_rate = {};  ///< [Hz]; without it each file keeps its own.
  std::optional<int> channels = {};     ///< 1 mixes to mono; without it each file keeps its own.
  Damaged damaged = Damaged::kKeep;
  double start = 0;                     ///< What lies before is left out [s].
  std::optional<double> duration = {};  ///< What lies behind is left out [s].
};

/// What LoadAudio makes of its files.
struct LoadedAudio {
  beam::PCollection<Audio> audio;
  beam::PCollection<Failure> failed;  ///< Files that are no audio; in the run report, too.
  beam::PCollection<double> seconds;  ///< The length of each file as it is on disk.
};

/// Decodes each file (any format that Decode knows), resamples and mixes it block by block. A file
/// that cannot be read is one Failure, and the job goes on. Counts "done", "failed", "damaged" and
/// "audio_microseconds".
///
///     auto [audio, failed, seconds] = files | klay::LoadAudio({.sample_rate = 16000, .channels =
///     1});
class LoadAudio {
 public:
  explicit LoadAudio(LoadAudioOptions options = {}, std::string label = "LoadAudio",
                     std::source_location where = std::source_location::current());

  LoadedAudio operator()(beam::PCollection<beam::io::FileMetadata> files) const;

 private:
  LoadAudioOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
