#pragma once

#include <source_location>
#include <string>

#include "klay_beam/audio/audio.h"
#include "klay_beam/audio/encoder.h"
#include "klay_beam/files/write_files.h"
#include "klay_beam/transforms/audio_coder.h"

namespace klay {

/// Writes each sound into a file, named after the one it came from, as WriteFiles does. Counts
/// "clipped_samples", which were beyond full scale and saturated.
///
///     auto [written, failed] = audio | klay::WriteAudio(name, klay::AudioFormat::kFlac);
class WriteAudio {
 public:
  /// Throws invalid_argument when `name` gives files the suffix of another format.
  WriteAudio(FileNameMutator name, AudioFormat format, EncodeOptions options = {},
             std::string label = "WriteAudio",
             std::source_location where = std::source_location::current());

  WrittenFiles operator()(beam::PCollection<Audio> audio) const;

 private:
  FileNameMutator name_;
  AudioFormat format_;
  EncodeOptions options_;
  std::string label_;
  std::source_location where_;
};

}  // namespace klay
