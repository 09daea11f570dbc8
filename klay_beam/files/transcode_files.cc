#include "klay_beam/files/transcode_files.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "beam/base/log_output.h"
#include "beam/beam.h"
#include "klay_beam/audio/audio_info.h"
#include "klay_beam/files/published_file.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"
#include "klay_beam/transforms/try_file.h"

namespace klay {
namespace {

using beam::io::FileMetadata;

struct TranscodeFn {
  std::string label;
  FileNameMutator name;
  TranscodeFilesOptions options;
  beam::Counter done{kDoneMetric};
  beam::Counter failed{kFailedMetric};
  beam::Counter damaged_files{kDamagedMetric};
  beam::Counter audio_microseconds{kAudioMicrosecondsMetric};
  beam::Counter clipped_samples{kClippedSamplesMetric};

  void Process(const FileMetadata& file, beam::Emitter<WrittenAudio>& written,
               beam::Emitter<Failure>& failures) const {
    Transcoding transcoding;
    auto failure = TryFile(file.path, label, [&] { WriteAll(file.path, transcoding); });
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
      return;
    }
    done.Increment();
    Count(file.path, transcoding);
    for (WrittenAudio& audio : transcoding.written) written(std::move(audio));
  }

 private:
  /// What came of a file.
  struct Transcoding {
    std::vector<WrittenAudio> written = {};
    double source_seconds = 0;
    bool is_damaged = false;
  };

  void Count(const std::string& path, const Transcoding& transcoding) const {
    if (transcoding.is_damaged) damaged_files.Increment();
    audio_microseconds.Increment(std::llround(transcoding.source_seconds * 1e6));
    for (const WrittenAudio& audio : transcoding.written) {
      clipped_samples.Increment(audio.clipped);
      if (beam::IsLogged(beam::LogSeverity::kDebug)) {
        beam::Log(beam::LogSeverity::kDebug, "wrote " + audio.path + " of " + path);
      }
    }
  }

  void WriteAll(const std::string& path, Transcoding& transcoding) const {
    const auto source = OpenFileSource(path);
    PublishedFile first(name.TargetOf(path));
    if (!options.segment_duration.has_value()) {
      Write(*source, options.transcode, name.TargetOf(path), first, transcoding);
    } else {
      WriteSegments(*source, first, transcoding);
    }
    first.Publish();
  }

  void WriteSegments(ByteSource& source, PublishedFile& first, Transcoding& transcoding) const {
    const DecodeOptions& whole = options.transcode.decode;
    bool goes_on = WriteSegment(source, 0, first, transcoding);
    for (int64_t i = 1; goes_on; ++i) {
      if (whole.duration.has_value() &&
          static_cast<double>(i) * *options.segment_duration >= *whole.duration) {
        return;
      }
      goes_on = WriteLaterSegment(source, i, transcoding);
    }
  }

  /// False when there was no such segment, or it is the last one.
  bool WriteLaterSegment(ByteSource& source, int64_t index, Transcoding& transcoding) const {
    try {
      PublishedFile file(name.TargetOf(source.name(), index));
      const bool goes_on = WriteSegment(source, index, file, transcoding);
      file.Publish();
      return goes_on;
    } catch (const beam::Error& error) {
      // Behind the end.
      if (error.code() == beam::ErrorCode::kInvalidArgument) return false;
      if (error.code() != beam::ErrorCode::kDataLoss || options.damaged == Damaged::kFail) throw;
      transcoding.is_damaged = true;
      return false;
    }
  }

  /// False when the sound ended before the segment did.
  bool WriteSegment(ByteSource& source, int64_t index, PublishedFile& file,
                    Transcoding& transcoding) const {
    const DecodeOptions& whole = options.transcode.decode;
    const double length = *options.segment_duration;
    const double offset = static_cast<double>(index) * length;
    TranscodeOptions part = options.transcode;
    part.decode.start = whole.start + offset;
    part.decode.duration = length;
    if (whole.duration.has_value()) {
      part.decode.duration = std::min(length, *whole.duration - offset);
    }
    const double before = transcoding.source_seconds;
    Write(source, part, name.TargetOf(source.name(), index), file, transcoding);
    // Ends lie at the nearest frame.
    constexpr double kFrame = 1.5 / kMinSampleRate;
    return transcoding.source_seconds - before > *part.decode.duration - kFrame;
  }

  void Write(ByteSource& source, const TranscodeOptions& how, const std::string& target,
             PublishedFile& file, Transcoding& transcoding) const {
    const Transcoded transcoded = Transcode(source, file, how);
    if (transcoded.damage.has_value()) {
      if (options.damaged == Damaged::kFail) {
        throw beam::Error(beam::ErrorCode::kDataLoss,
                          "damaged: " + *transcoded.damage + ": " + source.name());
      }
      transcoding.is_damaged = true;
    }
    transcoding.source_seconds += transcoded.source_seconds;
    transcoding.written.push_back({.source_path = source.name(),
                                   .path = target,
                                   .seconds = transcoded.seconds(),
                                   .sample_rate = transcoded.format.sample_rate,
                                   .channels = transcoded.format.channels(),
                                   .clipped = transcoded.clipped});
  }
};

}  // namespace

TranscodeFiles::TranscodeFiles(FileNameMutator name, TranscodeFilesOptions options,
                               std::string label, std::source_location where)
    : name_(std::move(name)),
      options_(std::move(options)),
      label_(std::move(label)),
      where_(where) {
  if (options_.segment_duration.has_value() && !(*options_.segment_duration > 0)) {
    throw beam::Error(
        beam::ErrorCode::kInvalidArgument,
        "segments have a length: found " + beam::Describe(*options_.segment_duration) + " s");
  }
}

TranscodedFiles TranscodeFiles::operator()(beam::PCollection<FileMetadata> files) const {
  auto expand = [&](beam::PCollection<FileMetadata> in) {
    auto [written, failed] =
        in | beam::ParDo("Transcode",
                         TranscodeFn{.label = label_, .name = name_, .options = options_}, where_);
    ReportFailures(failed, where_);
    return TranscodedFiles{written, failed};
  };
  return files | beam::Composite(label_, expand, where_);
}

}  // namespace klay
