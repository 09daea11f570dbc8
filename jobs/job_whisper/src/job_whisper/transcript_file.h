#pragma once

#include <string>
#include <string_view>

#include "job_whisper/whisper_job.h"
#include "klay_beam/speech/transcript.h"

namespace job_whisper {

/// What the names of files of this format end in: ".whisper.json".
std::string_view SuffixOf(Format format);

/// The bytes of the file that the transcript of the recording at `path` is written to.
std::string EncodeFile(std::string_view path, const klay::Transcript& transcript, Format format);

}  // namespace job_whisper
