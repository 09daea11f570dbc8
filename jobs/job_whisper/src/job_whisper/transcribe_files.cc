#include "job_whisper/transcribe_files.h"

#include <cmath>
#include <memory>
#include <span>
#include <utility>

#include "beam/base/log_output.h"
#include "beam/base/shared.h"
#include "job_whisper/transcript_file.h"
#include "klay_beam/files/published_file.h"
#include "klay_beam/inference/installed_model.h"
#include "klay_beam/transforms/report_failures.h"
#include "klay_beam/transforms/try_file.h"

namespace job_whisper {
namespace {

using beam::io::FileMetadata;
using klay::Failure;

constexpr const char* kStep = "TranscribeFiles";

/// What all threads of a process share.
struct Models {
  klay::SileroVad voice;
  klay::WhisperModel whisper;
};

/// Voice activity takes so little that it stays on the CPU.
Models LoadModels(const TranscribeFilesOptions& options) {
  const klay::ChosenDevice chosen = klay::ChooseDevice(options.device);
  Models models{
      .voice = klay::SileroVad(klay::InstalledModel("silero-vad", options.model_dir)),
      .whisper = klay::WhisperModel(klay::InstalledModel(options.model, options.model_dir),
                                    {.device = chosen.device})};
  beam::Log(beam::LogSeverity::kInfo,
            options.model + " is on " + klay::Name(chosen.device) + ": " + chosen.why);
  return models;
}

struct TranscribeFn {
  klay::FileNameMutator name;
  TranscribeFilesOptions options;
  beam::Shared<Models> shared = {};
  std::shared_ptr<const Models> models = nullptr;
  beam::Counter done{klay::kDoneMetric};
  beam::Counter failed{klay::kFailedMetric};
  beam::Counter damaged_files{klay::kDamagedMetric};
  beam::Counter audio_microseconds{klay::kAudioMicrosecondsMetric};
  beam::Counter lines{"lines"};
  beam::Counter words{"words"};

  void Setup() {
    models = shared.Acquire([this] { return LoadModels(options); });
  }

  void Process(const FileMetadata& file, beam::Emitter<Failure>& failures) const {
    klay::TranscribedRecording recording;
    auto failure = klay::TryFile(file.path, kStep, [&] { recording = Transcribe(file.path); });
    if (failure.has_value()) {
      failed.Increment();
      failures(*std::move(failure));
      return;
    }
    done.Increment();
    if (recording.damage.has_value()) damaged_files.Increment();
    audio_microseconds.Increment(std::llround(recording.seconds * 1e6));
    for (const klay::TranscriptLine& line : recording.transcript.lyrics) {
      lines.Increment();
      words.Increment(std::ssize(line.words));
    }
  }

  void Teardown() { models.reset(); }

 private:
  klay::TranscribedRecording Transcribe(const std::string& path) const {
    const auto source = klay::OpenFileSource(path);
    const auto transcribe = [&](std::span<const klay::WhisperClip> clips,
                                const std::optional<std::string>& language) {
      klay::WhisperOptions whisper = options.whisper;
      whisper.language = language;
      return klay::TranscribeClips(models->whisper, clips, whisper);
    };
    klay::TranscribedRecording recording =
        klay::TranscribeRecording(*source, models->voice, transcribe, options.recording);
    if (recording.damage.has_value() && options.damaged == klay::Damaged::kFail) {
      throw beam::Error(beam::ErrorCode::kDataLoss, "damaged: " + *recording.damage + ": " + path);
    }
    recording.transcript.model = options.model;
    recording.transcript.version = klay::kVersion;
    klay::PublishedFile file(name.TargetOf(path));
    const std::string bytes = EncodeFile(path, recording.transcript, options.format);
    file.WriteAt(0, std::as_bytes(std::span(bytes)));
    file.Publish();
    return recording;
  }
};

}  // namespace

TranscribeFiles::TranscribeFiles(klay::FileNameMutator name, TranscribeFilesOptions options)
    : name_(std::move(name)), options_(std::move(options)) {}

beam::PCollection<Failure> TranscribeFiles::operator()(
    beam::PCollection<FileMetadata> files) const {
  auto expand = [&](beam::PCollection<FileMetadata> in) {
    auto failed = in | beam::ParDo("Transcribe", TranscribeFn{.name = name_, .options = options_});
    klay::ReportFailures(failed);
    return failed;
  };
  return files | beam::Composite(kStep, expand);
}

}  // namespace job_whisper
