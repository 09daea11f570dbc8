#include "klay_beam/audio/codec/float_converter.h"

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/frame.h>
#include <libswresample/swresample.h>
}

#include <algorithm>
#include <string>

#include "beam/base/error.h"
#include "klay_beam/audio/audio_info.h"
#include "klay_beam/audio/codec/ffmpeg_input.h"

namespace klay {
namespace {

[[noreturn]] void Fail(const std::string& reason, const AVFrame& frame) {
  throw beam::Error(beam::ErrorCode::kDataLoss,
                    reason + ", " + std::to_string(frame.sample_rate) + " Hz, " +
                        std::to_string(frame.ch_layout.nb_channels) + " channels");
}

/// swr_convert takes an array of planes; a frame's own has the right number of them.
const uint8_t** Planes(const AVFrame& frame) {
  return const_cast<const uint8_t**>(frame.extended_data);
}

}  // namespace

FloatConverter::~FloatConverter() {
  swr_free(&swr_);
}

bool FloatConverter::KeepsLength(const AVFrame& frame) const {
  return frame.sample_rate == sample_rate_ && (in_rate_ == 0 || in_rate_ == sample_rate_);
}

void FloatConverter::Prepare(const AVFrame& frame) {
  const int channels = frame.ch_layout.nb_channels;
  if (swr_ != nullptr && frame.sample_rate == in_rate_ && channels == in_channels_ &&
      frame.format == in_format_) {
    return;
  }
  if (channels < 1 || channels > kMaxChannels || frame.sample_rate < kMinSampleRate ||
      frame.sample_rate > kMaxSampleRate) {
    Fail("the stream changes to a format beyond all limits", frame);
  }
  AVChannelLayout in{};
  AVChannelLayout out{};
  if (channels == channels_) {
    // Equal layouts, so that nothing is mixed: the order of the channels stays the file's.
    in.order = out.order = AV_CHANNEL_ORDER_UNSPEC;
    in.nb_channels = out.nb_channels = channels;
  } else {
    av_channel_layout_default(&in, channels);
    av_channel_layout_default(&out, channels_);
  }
  swr_free(&swr_);
  int status =
      swr_alloc_set_opts2(&swr_, &out, AV_SAMPLE_FMT_FLT, sample_rate_, &in,
                          static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
  if (status >= 0) status = swr_init(swr_);
  if (status < 0) Fail("cannot convert the samples (" + FfmpegErrorText(status) + ")", frame);
  in_rate_ = frame.sample_rate;
  in_channels_ = channels;
  in_format_ = frame.format;
}

void FloatConverter::Convert(const AVFrame& frame, float* out) {
  Prepare(frame);
  auto* bytes = reinterpret_cast<uint8_t*>(out);
  const int count = swr_convert(swr_, &bytes, frame.nb_samples, Planes(frame), frame.nb_samples);
  if (count != frame.nb_samples) Fail("cannot convert the samples", frame);
}

void FloatConverter::Append(const AVFrame& frame, std::vector<float>& out) {
  if (swr_ != nullptr && (frame.sample_rate != in_rate_ || frame.format != in_format_ ||
                          frame.ch_layout.nb_channels != in_channels_)) {
    Drain(out);
  }
  Prepare(frame);
  const int room = swr_get_out_samples(swr_, frame.nb_samples);
  const size_t before = out.size();
  out.resize(before + static_cast<size_t>(std::max(room, 0)) * static_cast<size_t>(channels_));
  auto* bytes = reinterpret_cast<uint8_t*>(out.data() + before);
  const int count = swr_convert(swr_, &bytes, room, Planes(frame), frame.nb_samples);
  if (count < 0) Fail("cannot convert the samples", frame);
  out.resize(before + static_cast<size_t>(count) * static_cast<size_t>(channels_));
}

void FloatConverter::Drain(std::vector<float>& out) {
  if (swr_ == nullptr || in_rate_ == sample_rate_) return;
  const int room = swr_get_out_samples(swr_, 0);
  if (room <= 0) return;
  const size_t before = out.size();
  out.resize(before + static_cast<size_t>(room) * static_cast<size_t>(channels_));
  auto* bytes = reinterpret_cast<uint8_t*>(out.data() + before);
  const int count = std::max(0, swr_convert(swr_, &bytes, room, nullptr, 0));
  out.resize(before + static_cast<size_t>(count) * static_cast<size_t>(channels_));
  swr_free(&swr_);
  in_rate_ = 0;
}

}  // namespace klay
