#include "klay_beam/files/transcode_files.h"

#include <cmath>
#include <new>
#include <utility>
#include <variant>

#include "beam/beam.h"
#include "klay_beam/files/published_file.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"

namespace klay {
namespace {

using beam::io::FileMetadata;

struct TranscodeFn {
  std::string label;
  FileNameMutator name;
  TranscodeOptions options;
  Damaged damaged;
  beam::Counter done{kDoneMetric};
  beam::Counter failed{kFailedMetric};
  beam::Counter damaged_files{kDamagedMetric};
  beam::Counter audio_microseconds{kAudioMicrosecondsMetric};
  beam::Counter clipped_samples{kClippedSamplesMetric};

  void Process(const FileMetadata& file, beam::Emitter<WrittenAudio>& written,
               beam::Emitter<Failure>& failures) const {
    std::variant<WrittenAudio, Failure> result = Try(file.path);
    if (auto* failure = std::get_if<Failure>(&result)) {
      failed.Increment();
      failures(std::move(*failure));
    } else {
      done.Increment();
      written(std::get<WrittenAudio>(std::move(result)));
    }
  }

  std::variant<WrittenAudio, Failure> Try(const std::string& path) const {
    try {
      return Write(path, name.TargetOf(path));
    } catch (const beam::Error& error) {
      // Worth another attempt of the whole bundle.
      if (error.code() == beam::ErrorCode::kUnavailable) throw;
      return FailureOf(path, label, error);
    } catch (const std::bad_alloc&) {
      return FailureOf(path, label,
                       beam::Error(beam::ErrorCode::kResourceExhausted,
                                   "not enough memory to transcode: " + path));
    }
  }

  WrittenAudio Write(const std::string& path, const std::string& target) const {
    const auto source = OpenFileSource(path);
    PublishedFile file(target);
    const Transcoded transcoded = Transcode(*source, file, options);
    if (transcoded.damage.has_value() && damaged == Damaged::kFail) {
      throw beam::Error(beam::ErrorCode::kDataLoss, "damaged: " + *transcoded.damage + ": " + path);
    }
    file.Publish();
    if (transcoded.damage.has_value()) damaged_files.Increment();
    audio_microseconds.Increment(std::llround(transcoded.source_seconds * 1e6));
    clipped_samples.Increment(transcoded.clipped);
    return {.source_path = path,
            .path = target,
            .seconds = transcoded.seconds(),
            .sample_rate = transcoded.format.sample_rate,
            .channels = transcoded.format.channels(),
            .clipped = transcoded.clipped};
  }
};

}  // namespace

TranscodeFiles::TranscodeFiles(FileNameMutator name, TranscodeOptions options, Damaged damaged,
                               std::string label, std::source_location where)
    : name_(std::move(name)),
      options_(std::move(options)),
      damaged_(damaged),
      label_(std::move(label)),
      where_(where) {}

TranscodedFiles TranscodeFiles::operator()(beam::PCollection<FileMetadata> files) const {
  auto expand = [&](beam::PCollection<FileMetadata> in) {
    auto [written, failed] =
        in |
        beam::ParDo(
            "Transcode",
            TranscodeFn{.label = label_, .name = name_, .options = options_, .damaged = damaged_},
            where_);
    ReportFailures(failed, where_);
    return TranscodedFiles{written, failed};
  };
  return files | beam::Composite(label_, expand, where_);
}

}  // namespace klay
