#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "beam/beam.h"
#include "job_byt5/lyric_windows.h"
#include "job_byt5/lyrics_embedding.h"
#include "klay_beam/inference/model_handler.h"
#include "klay_beam/text/byt5_encoder.h"

namespace job_byt5 {

inline constexpr std::string_view kLinesLeftOutMetric = "lines_left_out";
inline constexpr std::string_view kTokensMetric = "tokens";

/// The handler of klay::RunInference that embeds the lyrics of files. Only windows of one file are
/// batched together, since the last bits of an embedding hang on the batch: so a file has the same
/// bytes whatever else there is.
///
/// Counts "lines_left_out" and "tokens".
struct EmbedLyrics {
  std::string model_dir;
  WindowOptions windows = {};
  std::vector<std::string> hallucinations = {};  ///< Lines of just such a text are left out.
  beam::Counter lines_left_out{kLinesLeftOutMetric};
  beam::Counter tokens{kTokensMetric};

  klay::Byt5Encoder Load(const klay::ModelSettings& settings) const;
  std::vector<Window> Preprocess(const Lyrics& lyrics) const;
  std::vector<LyricsEmbedding> RunBatch(const klay::Byt5Encoder& encoder,
                                        std::span<const std::vector<Window>> files) const;
};

}  // namespace job_byt5
