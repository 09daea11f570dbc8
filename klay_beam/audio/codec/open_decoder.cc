#include <array>
#include <utility>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/byte_order.h"
#include "klay_beam/audio/codec/decoder.h"
#include "klay_beam/audio/codec/ffmpeg_decoder.h"
#include "klay_beam/audio/codec/ogg_chain.h"
#include "klay_beam/audio/codec/ogg_pages.h"
#include "klay_beam/audio/codec/sndfile_decoder.h"
#include "klay_beam/audio/codec/trim_end.h"

namespace klay {
namespace {

using Head = std::array<std::byte, 16>;

bool LooksLikeSndfile(const Head& head) {
  return (HasTag(head, 8, "WAVE") &&
          (HasTag(head, 0, "RIFF") || HasTag(head, 0, "RIFX") || HasTag(head, 0, "RF64"))) ||
         (HasTag(head, 0, "FORM") && (HasTag(head, 8, "AIFF") || HasTag(head, 8, "AIFC"))) ||
         HasTag(head, 0, "caff") || HasTag(head, 0, ".snd") || HasTag(head, 0, "fLaC");
}

void CheckLimits(const AudioInfo& format, const std::string& name) {
  if (format.channels < 1 || format.channels > kMaxChannels ||
      format.sample_rate < kMinSampleRate || format.sample_rate > kMaxSampleRate) {
    throw beam::Error(beam::ErrorCode::kDataLoss,
                      "the header declares an impossible format: " + name + ", " +
                          std::to_string(format.sample_rate) + " Hz, " +
                          std::to_string(format.channels) + " channels");
  }
}

std::unique_ptr<Decoder> Choose(ByteSource& source) {
  if (source.size() == 0) {
    throw beam::Error(beam::ErrorCode::kDataLoss, "empty file: " + source.name());
  }
  Head head{};
  source.ReadAt(0, head);
  if (LooksLikeSndfile(head)) {
    // libsndfile knows only some of the codecs that these containers may hold; FFmpeg has the rest,
    // and the words for what is wrong with a broken header.
    if (auto decoder = OpenSndfileDecoder(source)) return decoder;
  }
  if (HasTag(head, 0, "OggS") && IsChainedOgg(source)) {
    if (auto decoder = OpenOggChain(source)) return decoder;
  }
  std::unique_ptr<Decoder> decoder = OpenFfmpegDecoder(source);
  return decoder->format().frames_exact ? TrimEnd(std::move(decoder)) : std::move(decoder);
}

}  // namespace

std::unique_ptr<Decoder> OpenDecoder(ByteSource& source) {
  std::unique_ptr<Decoder> decoder = Choose(source);
  CheckLimits(decoder->format(), source.name());
  return decoder;
}

}  // namespace klay
