#include "job_whisper/transcript_file.h"

#include "klay_beam/commit.h"
#include "klay_beam/rows/encode_parquet.h"
#include "klay_beam/speech/transcript_format.h"
#include "klay_beam/speech/transcript_rows.h"

namespace job_whisper {
namespace {

klay::TranscriptFormat TextFormat(Format format) {
  switch (format) {
    case Format::kJson:
      return klay::TranscriptFormat::kJson;
    case Format::kSrt:
      return klay::TranscriptFormat::kSrt;
    case Format::kVtt:
      return klay::TranscriptFormat::kVtt;
    case Format::kTxt:
      return klay::TranscriptFormat::kTxt;
    case Format::kParquet:
      break;
  }
  throw beam::Error(beam::ErrorCode::kInternal, "Parquet is no format of text");
}

std::string Parquet(std::string_view path, const klay::Transcript& transcript) {
  return klay::EncodeParquet(klay::WordRows(path, transcript),
                             {.metadata = {{"job", "job_whisper"},
                                           {"version", transcript.version},
                                           {"commit", std::string(klay::Commit())},
                                           {"model", transcript.model},
                                           {"language", transcript.language}}});
}

}  // namespace

std::string_view SuffixOf(Format format) {
  return format == Format::kParquet ? ".whisper.parquet" : klay::SuffixOf(TextFormat(format));
}

std::string EncodeFile(std::string_view path, const klay::Transcript& transcript, Format format) {
  if (format == Format::kParquet) return Parquet(path, transcript);
  return klay::EncodeTranscript(transcript, TextFormat(format));
}

}  // namespace job_whisper
