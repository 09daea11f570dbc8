#include "job_shard/shard_job.h"

#include <utility>
#include <vector>

#include "job_shard/find_samples.h"
#include "job_shard/open_target.h"
#include "job_shard/plan_shards.h"
#include "job_shard/sample_names.h"
#include "job_shard/shard_folder.h"
#include "job_shard/write_index.h"
#include "job_shard/write_shards.h"
#include "klay_beam/transforms/tell.h"

namespace job_shard {
namespace {

[[noreturn]] void Refuse(const std::string& why) {
  throw beam::Error(beam::ErrorCode::kInvalidArgument, why);
}

/// The parts of ".json,.mp3.npy".
std::vector<std::string> Parts(const std::optional<std::string>& list) {
  std::vector<std::string> parts;
  if (!list.has_value()) return parts;
  std::size_t begin = 0;
  for (std::size_t comma = 0; comma != std::string::npos; begin = comma + 1) {
    comma = list->find(',', begin);
    parts.push_back(list->substr(begin, comma - begin));
  }
  return parts;
}

SampleNames NamesOf(const Options& options, const std::string& audio_suffix) {
  std::vector<std::string> suffixes = {audio_suffix};
  const std::vector<std::string> optional = Parts(options.optional_suffixes);
  for (std::string& suffix : Parts(options.suffixes)) suffixes.push_back(std::move(suffix));
  suffixes.insert(suffixes.end(), optional.begin(), optional.end());
  return SampleNames(options.source_dir, std::move(suffixes), optional.size());
}

OldShards OldShardsOf(const Options& options) {
  if (options.resume && options.overwrite) Refuse("either --resume or --overwrite, not both");
  if (options.resume) return OldShards::kKeep;
  return options.overwrite ? OldShards::kRemove : OldShards::kRefuse;
}

struct CountPlannedFn {
  beam::Counter samples{klay::kPlannedMetric};
  beam::Counter shards{"planned_shards"};

  void Process(const PlannedShard& plan) const {
    samples.Increment(static_cast<std::int64_t>(plan.samples.size()));
    shards.Increment();
  }
};

void PrintShards(const beam::PipelineResult& result) {
  const beam::MetricsSnapshot& metrics = result.metrics;
  std::string text = "  shards    " + std::to_string(metrics.Counter("kept_shards")) + " kept + " +
                     std::to_string(metrics.Counter("shards")) + " written with " +
                     std::to_string(metrics.Counter("shard_bytes")) + " bytes";
  if (const auto planned = metrics.Counter("planned_shards"); planned > 0) {
    text += " + " + std::to_string(planned) + " that a run would write";
  }
  klay::Tell(text + "\n");
}

}  // namespace

void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags) {
  klay::DescribeJob(pipeline, "job_shard", flags.job);
  pipeline.OnFinish(PrintShards);
  if (!flags.input.audio_suffix.has_value()) Refuse("the job needs --audio_suffix");
  const SampleNames names = NamesOf(options, *flags.input.audio_suffix);
  const ShardFolder folder(options.target_dir, options.prefix);
  ShardRules rules{.max_samples = options.shard_samples, .max_bytes = options.shard_bytes};
  if (flags.input.shuffle) rules.shuffle_seed = flags.input.seed;
  klay::InputOptions input = flags.input;
  input.shuffle = false;  // The rules order all samples anew.

  auto [matched, missing] = pipeline | klay::MatchInputs(input);
  // Behind the matching, since the embedded runner begins with what comes last.
  auto [kept, next] = pipeline | OpenTarget(folder, names, OldShardsOf(options), flags.job.dry_run);
  // Files with one target here would have one key, too.
  const klay::FileNameMutator key({.old_suffix = *input.audio_suffix,
                                   .any_case = true,
                                   .source_dir = options.source_dir,
                                   .target_dir = options.target_dir});
  auto [files, clashing] = matched | klay::DistinctTargets(key, "DistinctKeys");
  auto [samples, incomplete] = files | FindSamples(names, kept);
  auto plans = samples | PlanShards(names, rules, next);
  auto unfit = beam::Flatten("Unfit", missing, clashing, incomplete);
  if (flags.job.dry_run) {
    plans | beam::ParDo("CountPlanned", CountPlannedFn());
    klay::WriteJobFailures(unfit, flags.job);
    return;
  }
  auto [written, failed] = plans | WriteShards(folder, names);
  beam::Flatten("Shards", kept, written) | WriteIndex(folder, next);
  klay::WriteJobFailures(beam::Flatten("Failures", unfit, failed), flags.job);
}

}  // namespace job_shard
