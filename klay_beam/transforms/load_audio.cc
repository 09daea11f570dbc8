#include "klay_beam/transforms/load_audio.h"

#include <cmath>
#include <new>
#include <utility>
#include <variant>

#include "beam/base/log_output.h"
#include "beam/beam.h"
#include "klay_beam/audio/decode.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/run_report.h"

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
    // Nothing is emitted inside the try: what goes wrong further down is not this file's failure.
    std::variant<Decoded, Failure> result = Load(file.path);
    if (auto* failure = std::get_if<Failure>(&result)) {
      failed.Increment();
      failures(std::move(*failure));
      return;
    }
    Decoded& decoded = std::get<Decoded>(result);
    done.Increment();
    if (decoded.damage.has_value()) damaged.Increment();
    audio_microseconds.Increment(std::llround(decoded.source_seconds * 1e6));
    seconds(decoded.source_seconds);
    if (beam::IsLogged(beam::LogSeverity::kDebug)) {
      beam::Log(beam::LogSeverity::kDebug, "decoded " + file.path);
    }
    audio(std::move(decoded.audio));
  }

  std::variant<Decoded, Failure> Load(const std::string& path) const {
    try {
      Decoded decoded = DecodeFile(path, {.start = options.start,
                                          .duration = options.duration,
                                          .sample_rate = options.sample_rate,
                                          .channels = options.channels});
      if (decoded.damage.has_value() && options.damaged == Damaged::kFail) {
        throw beam::Error(beam::ErrorCode::kDataLoss, "damaged: " + *decoded.damage + ": " + path);
      }
      return decoded;
    } catch (const beam::Error& error) {
      // Worth another attempt of the whole bundle.
      if (error.code() == beam::ErrorCode::kUnavailable) throw;
      return FailureOf(path, label, error);
    } catch (const std::bad_alloc&) {
      return FailureOf(
          path, label,
          beam::Error(beam::ErrorCode::kResourceExhausted, "not enough memory to decode: " + path));
    }
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
