#include "klay_beam/transforms/load_audio.h"

#include <cmath>
#include <utility>

#include "beam/base/log_output.h"
#include "beam/beam.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"
#include "klay_beam/transforms/try_file.h"

namespace klay {
namespace {

using beam::io::FileMetadata;

struct LoadFn {
  std::string label;
  LoadAudioOptions options;
  beam::Counter done{kDoneMetric};
  beam::Counter failed{kFailedMetric};
  beam::Counter damaged{kDamagedMetric};
  beam::Counter audio_microseconds{kAudioMicrosecondsMetric};

  void Process(const FileMetadata& file, beam::Emitter<Audio>& audio,
               beam::Emitter<Failure>& failures, beam::Emitter<double>& seconds) const {
    Decoded decoded;
    auto failure = TryFile(file.path, label, [&] { decoded = Load(file.path); });
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
      return;
    }
    done.Increment();
    if (decoded.damage.has_value()) damaged.Increment();
    audio_microseconds.Increment(std::llround(decoded.source_seconds * 1e6));
    seconds(decoded.source_seconds);
    if (beam::IsLogged(beam::LogSeverity::kDebug)) {
      beam::Log(beam::LogSeverity::kDebug, "decoded " + file.path);
    }
    audio(std::move(decoded.audio));
  }

  Decoded Load(const std::string& path) const {
    Decoded decoded = DecodeFile(path, {.start = options.start,
                                        .duration = options.duration,
                                        .sample_rate = options.sample_rate,
                                        .channels = options.channels});
    if (decoded.damage.has_value() && options.damaged == Damaged::kFail) {
      throw beam::Error(beam::ErrorCode::kDataLoss, "damaged: " + *decoded.damage + ": " + path);
    }
    return decoded;
  }
};

}  // namespace

LoadAudio::LoadAudio(LoadAudioOptions options, std::string label, std::source_location where)
    : options_(options), label_(std::move(label)), where_(where) {}

LoadedAudio LoadAudio::operator()(beam::PCollection<FileMetadata> files) const {
  auto expand = [&](beam::PCollection<FileMetadata> in) {
    auto [audio, failed, seconds] =
        in | beam::ParDo("Decode", LoadFn{.label = label_, .options = options_}, where_);
    ReportFailures(failed, where_);
    return LoadedAudio{audio, failed, seconds};
  };
  return files | beam::Composite(label_, expand, where_);
}

}  // namespace klay
