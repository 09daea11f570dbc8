#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "klay_beam/klay_beam.h"

namespace job_whisper {

/// What transcripts are written as, each to a file of its own.
enum class Format { kJson, kSrt, kVtt, kTxt, kParquet };

/// What the job is asked for; the field names are flags.
struct Options {
  Format format = Format::kJson;
  std::optional<std::string> source_dir;
  std::optional<std::string> target_dir;
  std::string model = "whisper-base";
  std::optional<std::string> model_dir;
  std::string device = "auto";
  std::optional<std::string> language;
  int beam_size = 5;
  int batch_size = 8;
  double vad_onset = 0.7;
  double vad_offset = 0.4;
  bool overwrite = false;
  bool check_timestamp = false;
  klay::Damaged damaged = klay::Damaged::kKeep;

  static constexpr std::string_view kAbout =
      "Transcribes speech and singing by Whisper: what is said, and when each word is.";
  static constexpr std::string_view kVersion = klay::kVersion;
  static constexpr beam::FieldDoc kDocs[] = {
      {"format",
       "What is written in place of what follows the last dot: .whisper.json, .srt, .vtt, .txt, or "
       ".whisper.parquet with a row a word."},
      {"source_dir", "The folder that target_dir stands for; the two go together."},
      {"target_dir", "Write to the same places below this folder; without it beside the files."},
      {"model",
       "A Whisper that bin/models has installed, such as whisper-tiny.en or one of your own."},
      {"model_dir",
       "Where models are; without it in $KLAY_MODELS, or else in the user's cache folder."},
      {"device", "auto, cpu, cuda or cuda:N."},
      {"language",
       "What is spoken, such as en or de; without it each file's is what its first speech sounds "
       "like."},
      {"beam_size", "Texts that are followed at once; 1 is faster and a little less exact."},
      {"batch_size",
       "Pieces of up to 30 s that are transcribed at once: more is faster and takes more memory."},
      {"vad_onset", "Speech begins where its probability is so high,"},
      {"vad_offset", "and ends where it is lower than this."},
      {"overwrite", "Do everything again; without it files whose targets are whole are skipped."},
      {"check_timestamp", "Do files again that are newer than their targets."},
      {"damaged", "What to do with a file of which only a part can be decoded."},
  };
};

/// The pipeline: match, skip what is done, transcribe. Throws invalid_argument for options that
/// make no sense.
void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags);

}  // namespace job_whisper
