#include "job_transcode/transcode_job.h"

#include <utility>

#include "klay_beam/audio/byte_sink.h"
#include "klay_beam/audio/process/loudness.h"
#include "klay_beam/files/leave_targets_out.h"
#include "klay_beam/numpy/feature_array.h"

namespace job_transcode {
namespace {

using beam::io::FileMetadata;

[[noreturn]] void Refuse(const std::string& why, const std::string& found) {
  throw beam::Error(beam::ErrorCode::kInvalidArgument, why + ": found \"" + found + "\"");
}

klay::SampleType SampleTypeOf(const std::string& bit_depth) {
  static constexpr std::pair<std::string_view, klay::SampleType> kTypes[] = {
      {"8", klay::SampleType::kPcm8},        {"16", klay::SampleType::kPcm16},
      {"24", klay::SampleType::kPcm24},      {"32", klay::SampleType::kPcm32},
      {"float", klay::SampleType::kFloat32}, {"double", klay::SampleType::kFloat64}};
  for (const auto& [name, type] : kTypes) {
    if (bit_depth == name) return type;
  }
  Refuse("--bit_depth is 8, 16, 24, 32, float or double", bit_depth);
}

klay::AudioFormat FormatOf(const std::string& suffix) {
  if (const auto format = klay::FormatOfName(suffix)) return *format;
  Refuse("--target_audio_suffix ends in .wav, .aiff, .flac, .ogg, .opus, .mp3, .m4a or .npy",
         suffix);
}

klay::FileNameMutator NamingOf(const Options& options,
                               const std::optional<std::string>& audio_suffix) {
  klay::FileNameOptions name{.source_dir = options.source_dir.value_or(""),
                             .target_dir = options.target_dir.value_or("")};
  if (audio_suffix.has_value()) {
    name.old_suffix = *audio_suffix;
    name.any_case = true;
  }
  const bool has_segments = options.segment_duration.has_value();
  if (audio_suffix.has_value() && !has_segments) {
    name.new_suffix = options.target_audio_suffix;
    return klay::FileNameMutator(name);
  }
  name.name_template = has_segments ? "{dir}/{stem}-{index:5}" : "{dir}/{stem}";
  for (const char c : options.target_audio_suffix) {
    name.name_template += std::string(c == '{' || c == '}' ? 2 : 1, c);
  }
  return klay::FileNameMutator(name);
}

/// Throws invalid_argument, before any file is touched, for what the encoder takes of no file.
void CheckEncoding(const klay::TranscodeOptions& transcoding) {
  klay::MemorySink nowhere;
  const klay::SoundFormat sound{
      .sample_rate = transcoding.decode.sample_rate.value_or(48000),
      .layout = klay::DefaultLayout(transcoding.decode.channels.value_or(2))};
  const klay::Encoder check(nowhere, transcoding.format, sound, "the options", transcoding.encode);
}

klay::TranscodeFilesOptions TranscodingOf(const Options& options) {
  klay::TranscodeOptions transcoding{.decode = {.start = options.crop_start,
                                                .duration = options.crop_duration,
                                                .sample_rate = options.target_sample_rate,
                                                .channels = options.target_channels},
                                     .format = FormatOf(options.target_audio_suffix),
                                     .encode = {.sample_type = SampleTypeOf(options.bit_depth),
                                                .dither = options.dither,
                                                .bit_rate = options.bitrate,
                                                .quality = options.quality},
                                     .copy_tags = options.copy_tags};
  CheckEncoding(transcoding);
  if (options.loudness.has_value()) {
    transcoding.step = klay::NormalizeLoudness({.lufs = *options.loudness});
  }
  return {.transcode = transcoding,
          .damaged = options.damaged,
          .segment_duration = options.segment_duration};
}

bool MakesArrays(const Options& options) {
  return options.target_audio_suffix.ends_with(".npy");
}

/// Files become arrays of their samples, which are no sound to encode.
beam::PCollection<klay::Failure> WriteArrays(beam::PCollection<FileMetadata> files,
                                             const klay::FileNameMutator& name,
                                             const Options& options) {
  if (options.loudness.has_value() || options.segment_duration.has_value()) {
    Refuse("--loudness and --segment_duration are for audio files", options.target_audio_suffix);
  }
  auto by_path = [](const klay::Audio& audio) {
    return beam::KV<std::string, klay::Audio>{audio.path, audio};
  };
  auto encode = [](const klay::Audio& audio) { return klay::EncodeNpy(klay::ArrayOf(audio)); };
  auto [audio, unread, seconds] =
      files | klay::LoadAudio({.sample_rate = options.target_sample_rate,
                               .channels = options.target_channels,
                               .damaged = options.damaged,
                               .start = options.crop_start,
                               .duration = options.crop_duration});
  auto [written, unwritten] = audio | beam::Map("ByPath", by_path) | klay::WriteFiles(name, encode);
  return beam::Flatten("NoArrays", unread, unwritten);
}

}  // namespace

void Build(beam::Pipeline& pipeline, const Options& options, const klay::JobFlags& flags) {
  klay::DescribeJob(pipeline, "job_transcode", flags.job);
  const klay::FileNameMutator name = NamingOf(options, flags.input.audio_suffix);

  // Looked at before anything is planned.
  const klay::TranscodeFilesOptions transcoding =
      MakesArrays(options) ? klay::TranscodeFilesOptions() : TranscodingOf(options);

  auto [matched, missing] = pipeline | klay::MatchInputs(flags.input);
  auto [files, clashing] =
      matched |
      klay::LeaveTargetsOut(options.target_audio_suffix, options.target_dir.value_or("")) |
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
  const auto failed = MakesArrays(options)
                          ? WriteArrays(todo, name, options)
                          : (todo | klay::TranscodeFiles(name, transcoding)).failed;
  klay::WriteJobFailures(beam::Flatten("Failures", unfit, failed), flags.job);
}

}  // namespace job_transcode
