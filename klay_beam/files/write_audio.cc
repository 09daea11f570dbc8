#include "klay_beam/files/write_audio.h"

#include <span>
#include <utility>

#include "klay_beam/audio/encode.h"

namespace klay {
namespace {

struct WriteAudioFn {
  std::string label;
  FileNameMutator name;
  AudioFormat format;
  EncodeOptions options;
  beam::Counter done{kDoneMetric};
  beam::Counter failed{kFailedMetric};
  beam::Counter clipped_samples{kClippedSamplesMetric};

  void Process(const Audio& audio, beam::Emitter<WrittenFile>& written,
               beam::Emitter<Failure>& failures) const {
    int64_t clipped = 0;
    WrittenOrFailed result = WriteTarget(audio.path, name, label, [&](ByteSink& file) {
      const std::string bytes = Encode(audio, format, options, &clipped);
      file.WriteAt(0, std::as_bytes(std::span(bytes)));
    });
    if (result.failure.has_value()) {
      done.Increment(-1);
      failed.Increment();
      failures(*std::move(result.failure));
    } else {
      clipped_samples.Increment(clipped);
      written(*std::move(result.written));
    }
  }
};

}  // namespace

WriteAudio::WriteAudio(FileNameMutator name, AudioFormat format, EncodeOptions options,
                       std::string label, std::source_location where)
    : name_(std::move(name)),
      format_(format),
      options_(std::move(options)),
      label_(std::move(label)),
      where_(where) {
  const std::string& suffix = name_.options().new_suffix;
  const auto named = FormatOfName(suffix);
  if (named.has_value() && *named != format_) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "files are named after another format than they get: expected " +
                          std::string(Suffix(format_)) + ", found \"" + suffix + '"');
  }
}

WrittenFiles WriteAudio::operator()(beam::PCollection<Audio> audio) const {
  auto expand = [&](beam::PCollection<Audio> in) {
    auto [written, failed] =
        in |
        beam::ParDo(
            "Write",
            WriteAudioFn{.label = label_, .name = name_, .format = format_, .options = options_},
            where_);
    ReportFailures(failed, where_);
    return WrittenFiles{written, failed};
  };
  return audio | beam::Composite(label_, expand, where_);
}

}  // namespace klay
