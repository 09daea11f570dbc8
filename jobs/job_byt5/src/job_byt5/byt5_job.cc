#include "job_byt5/byt5_job.h"

#include <utility>

#include "job_byt5/embed_lyrics.h"
#include "job_byt5/hallucinations.h"
#include "job_byt5/lyrics.h"
#include "klay_beam/inference/run_inference.h"
#include "klay_beam/transforms/tell.h"

namespace job_byt5 {
namespace {

using EncodeEmbedding = std::string (*)(const LyricsEmbedding&);

EncodeEmbedding EncodingOf(const std::string& target_suffix) {
  if (target_suffix.ends_with(".npz")) return EncodeNpz;
  if (target_suffix.ends_with(".parquet")) return EncodeParquet;
  throw beam::Error(beam::ErrorCode::kInvalidArgument,
                    "--target_suffix ends in .npz or .parquet: found \"" + target_suffix + '"');
}

EmbedLyrics EmbeddingOf(const Options& options) {
  const WindowOptions windows{.context = options.context, .max_tokens = options.max_tokens};
  CheckWindowOptions(windows);
  return {.model_dir = options.model_dir,
          .windows = windows,
          .hallucinations = HallucinationsIn(options.hallucinations)};
}

/// What the books do not say: nothing is left out silently.
void TellCounts(const beam::PipelineResult& result) {
  klay::Tell("  lyrics    " + std::to_string(result.metrics.Counter(kTokensMetric)) +
             " tokens embedded, " + std::to_string(result.metrics.Counter(kLinesLeftOutMetric)) +
             " lines left out\n");
}

}  // namespace

void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags) {
  klay::DescribeJob(pipeline, "job_byt5", flags.job);
  klay::InputOptions input = flags.input;
  if (!input.audio_suffix.has_value()) input.audio_suffix = ".whisper.json";
  const klay::FileNameMutator name({.old_suffix = *input.audio_suffix,
                                    .any_case = true,
                                    .new_suffix = options.target_suffix,
                                    .source_dir = options.source_dir.value_or(""),
                                    .target_dir = options.target_dir.value_or("")});
  const EncodeEmbedding encode = EncodingOf(options.target_suffix);
  const EmbedLyrics embed = EmbeddingOf(options);

  auto [matched, missing] = pipeline | klay::MatchInputs(input);
  auto [files, clashing] = matched | klay::DistinctTargets(name);
  auto [todo, hidden] = files | klay::SkipCompleted({.check_timestamp = options.check_timestamp,
                                                     .overwrite = options.overwrite,
                                                     .targets = {name}});
  const auto unfit = beam::Flatten("Unfit", missing, clashing, hidden);
  if (flags.job.dry_run) {
    todo | klay::CountPlanned();
    klay::WriteJobFailures(unfit, flags.job);
    return;
  }
  auto [lyrics, unread] = todo | klay::LoadJson<Lyrics>();
  const klay::InferenceOptions inference{.device = {.device = options.device},
                                         .batching = {.max_batch_size = 1}};
  auto [embeddings, unembedded] = lyrics | klay::RunInference(embed, inference, "EmbedLyrics");
  auto [written, unwritten] = embeddings | klay::WriteFiles(name, encode);
  pipeline.OnFinish(TellCounts);
  klay::WriteJobFailures(beam::Flatten("Failures", unfit, unread, unembedded, unwritten),
                         flags.job);
}

}  // namespace job_byt5
