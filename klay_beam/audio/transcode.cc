#include "klay_beam/audio/transcode.h"

#include <memory>
#include <span>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/ogg_pages.h"
#include "klay_beam/audio/planar_buffer.h"

namespace klay {
namespace {

EncodeOptions WithTagsOf(const AudioInfo& info, EncodeOptions options) {
  for (const auto& [name, text] : info.tags) {
    if (IsEncodedTag(name)) options.tags.try_emplace(name, text);
  }
  return options;
}

bool IsOgg(AudioFormat format) {
  return format == AudioFormat::kVorbis || format == AudioFormat::kOpus;
}

/// Carries the sound from the reader through the step into the encoder.
int64_t Carry(AudioReader& reader, Processor& step, Encoder& encoder) {
  PlanarBuffer in(reader.format().channels());
  PlanarBuffer out(step.format().channels());
  int64_t frames = 0;
  const auto write = [&] {
    if (out.frames() > 0) encoder.Write(SoundBlock(out));
    frames += out.frames();
    out.Clear();
  };
  while (reader.Read(in)) {
    if (in.frames() > 0) step.Process(SoundBlock(in), out);
    in.Clear();
    write();
  }
  step.Flush(out);
  write();
  return frames;
}

Transcoded TranscodeInto(ByteSource& source, ByteSink& sink, const TranscodeOptions& options) {
  AudioReader reader(source, options.decode);
  const std::unique_ptr<Processor> step = options.step.Prepare(reader.format());
  Encoder encoder(sink, options.format, step->format(), source.name(),
                  options.copy_tags ? WithTagsOf(reader.info(), options.encode) : options.encode);
  const int64_t frames = Carry(reader, *step, encoder);
  const std::optional<std::string> damage = reader.damage();
  if (reader.source_frames() == 0) {
    throw beam::Error(
        beam::ErrorCode::kDataLoss,
        "no audio frames" + (damage ? " (" + *damage + ")" : "") + ": " + source.name());
  }
  encoder.Finish();
  return {.source_seconds = static_cast<double>(reader.source_frames()) / reader.info().sample_rate,
          .format = step->format(),
          .frames = frames,
          .clipped = encoder.clipped(),
          .damage = damage};
}

}  // namespace

Transcoded Transcode(ByteSource& source, ByteSink& sink, const TranscodeOptions& options) {
  if (!IsOgg(options.format)) return TranscodeInto(source, sink, options);
  MemorySink memory;
  Transcoded transcoded = TranscodeInto(source, memory, options);
  std::string bytes = memory.Take();
  SetOggSerial(bytes, kOggSerial);
  sink.WriteAt(0, std::as_bytes(std::span(bytes)));
  return transcoded;
}

}  // namespace klay
