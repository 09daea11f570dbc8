#include "job_whisper/whisper_job.h"

#include "job_whisper/transcribe_files.h"
#include "job_whisper/transcript_file.h"
#include "klay_beam/files/leave_targets_out.h"
#include "klay_beam/speech/voice_activity.h"

namespace job_whisper {
namespace {

void CheckAtLeastOne(const std::string& flag, int value) {
  if (value < 1) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "--" + flag + " is at least 1: found " + std::to_string(value));
  }
}

klay::FileNameMutator NamingOf(const Options& options,
                               const std::optional<std::string>& audio_suffix) {
  klay::FileNameOptions name{.source_dir = options.source_dir.value_or(""),
                             .target_dir = options.target_dir.value_or("")};
  if (audio_suffix.has_value()) {
    name.old_suffix = *audio_suffix;
    name.any_case = true;
    name.new_suffix = SuffixOf(options.format);
  } else {
    name.name_template = "{dir}/{stem}" + std::string(SuffixOf(options.format));
  }
  return klay::FileNameMutator(name);
}

TranscribeFilesOptions TranscribingOf(const Options& options) {
  CheckAtLeastOne("beam_size", options.beam_size);
  CheckAtLeastOne("batch_size", options.batch_size);
  TranscribeFilesOptions how{.format = options.format,
                             .model = options.model,
                             .model_dir = options.model_dir.value_or(""),
                             .device = options.device,
                             .damaged = options.damaged};
  how.whisper.search.beam_size = options.beam_size;
  how.recording.voice.onset = options.vad_onset;
  how.recording.voice.offset = options.vad_offset;
  how.recording.batch_size = static_cast<std::size_t>(options.batch_size);
  how.recording.language = options.language;
  klay::FindSpeech({}, 0,
                   how.recording.voice);  // Looks at the thresholds before any file is touched.
  return how;
}

}  // namespace

void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags) {
  klay::DescribeJob(pipeline, "job_whisper", flags.job);
  const klay::FileNameMutator name = NamingOf(options, flags.input.audio_suffix);
  const TranscribeFilesOptions how = TranscribingOf(options);

  auto [matched, missing] = pipeline | klay::MatchInputs(flags.input);
  auto [files, clashing] = matched |
                           klay::LeaveTargetsOut(std::string(SuffixOf(options.format)),
                                                 options.target_dir.value_or("")) |
                           klay::DistinctTargets(name);
  auto [todo, hidden] = files | klay::SkipCompleted({.check_timestamp = options.check_timestamp,
                                                     .overwrite = options.overwrite,
                                                     .targets = {name}});
  auto unfit = beam::Flatten("Unfit", missing, clashing, hidden);
  if (flags.job.dry_run) {
    todo | klay::CountPlanned();
    klay::WriteJobFailures(unfit, flags.job);
    return;
  }
  const auto failed = todo | TranscribeFiles(name, how);
  klay::WriteJobFailures(beam::Flatten("Failures", unfit, failed), flags.job);
}

}  // namespace job_whisper
