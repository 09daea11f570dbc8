#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "job_byt5/lyric_windows.h"
#include "klay_beam/klay_beam.h"

namespace job_byt5 {

/// What the job is asked for; the field names are flags.
struct Options {
  std::string model_dir;
  std::string target_suffix = ".whisper-byt5.npz";
  std::optional<std::string> source_dir;
  std::optional<std::string> target_dir;
  Context context = Context::kLine;
  int max_tokens = 1024;
  std::string hallucinations = "Bye.|Thank you.";
  std::string device = "auto";
  bool overwrite = false;
  bool check_timestamp = true;

  static constexpr std::string_view kAbout =
      "Embeds transcribed lyrics, byte by byte, by the encoder of a ByT5 model: of "
      "NAME.whisper.json "
      "NAME.whisper-byt5.npz is made.";
  static constexpr std::string_view kVersion = klay::kVersion;
  static constexpr beam::FieldDoc kDocs[] = {
      {"model_dir", "The folder of the model, as bin/convert_byt5 makes it."},
      {"target_suffix",
       "What comes in place of audio_suffix, which is .whisper.json when it is not given; it ends "
       "in "
       ".npz or .parquet, which says the format."},
      {"source_dir", "The folder that target_dir stands for; the two go together."},
      {"target_dir", "Write to the same places below this folder; without it beside the files."},
      {"context",
       "What an embedding depends on: the line that it is of, or a window of as many whole lines "
       "as "
       "max_tokens allows."},
      {"max_tokens",
       "The model sees so many tokens at once, bytes and an end; longer lines are cut between "
       "words. "
       "Time and memory grow with its square."},
      {"hallucinations",
       "Lines whose whole text is one of these, with bars between, are left out: what Whisper "
       "hears "
       "in silence. A bar alone keeps all lines."},
      {"device", "Where the model runs: auto, cpu, cuda or cuda:N."},
      {"overwrite", "Do everything again; without it files whose targets are whole are skipped."},
      {"check_timestamp", "Do files again that are newer than their targets."},
  };
};

/// The pipeline: match, skip what is done, embed, write. Throws invalid_argument for options that
/// make no sense.
void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags);

}  // namespace job_byt5
