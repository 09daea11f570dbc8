// The rival: FFmpeg's libraries and libsoxr at high quality, whole files in memory. It takes planar
// and interleaved floats and 16-bit integers, which is what the decoders of the measured formats
// give.
//
//   rival_decode_ffmpeg FOLDER [THREADS]

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}
#include <memory>
#include <stdexcept>

#include "benchmarks/decode_loop.h"
#include "benchmarks/to_16_khz.h"

namespace {

void Check(int status, const char* what) {
  if (status < 0) throw std::runtime_error(what);
}

/// Appends the mean of the frame's channels.
void AppendMono(const AVFrame& frame, std::vector<float>& mono) {
  const auto channels = static_cast<std::size_t>(frame.ch_layout.nb_channels);
  const auto count = static_cast<std::size_t>(frame.nb_samples);
  const bool planar = av_sample_fmt_is_planar(static_cast<AVSampleFormat>(frame.format)) != 0;
  const AVSampleFormat type = av_get_packed_sample_fmt(static_cast<AVSampleFormat>(frame.format));
  const std::size_t begin = mono.size();
  mono.resize(begin + count);
  for (std::size_t c = 0; c < channels; ++c) {
    const std::uint8_t* data = frame.extended_data[planar ? c : 0];
    const std::size_t first = planar ? 0 : c;
    const std::size_t step = planar ? 1 : channels;
    float* to = mono.data() + begin;
    if (type == AV_SAMPLE_FMT_FLT) {
      const auto* from = reinterpret_cast<const float*>(data) + first;
      for (std::size_t i = 0; i < count; ++i) to[i] += from[i * step];
    } else if (type == AV_SAMPLE_FMT_S16) {
      const auto* from = reinterpret_cast<const std::int16_t*>(data) + first;
      for (std::size_t i = 0; i < count; ++i)
        to[i] += static_cast<float>(from[i * step]) / 32768.0F;
    } else {
      throw std::runtime_error("another sample format");
    }
  }
  for (std::size_t i = begin; i < mono.size(); ++i) mono[i] /= static_cast<float>(channels);
}

std::int64_t Decode(const std::string& path) {
  thread_local std::vector<float> mono;
  mono.clear();
  AVFormatContext* input = nullptr;
  Check(avformat_open_input(&input, path.c_str(), nullptr, nullptr), "cannot open it");
  Check(avformat_find_stream_info(input, nullptr), "no streams");
  const AVCodec* decoder = nullptr;
  const int stream = av_find_best_stream(input, AVMEDIA_TYPE_AUDIO, -1, -1, &decoder, 0);
  Check(stream, "no audio");
  AVCodecContext* codec = avcodec_alloc_context3(decoder);
  avcodec_parameters_to_context(codec, input->streams[stream]->codecpar);
  codec->pkt_timebase = input->streams[stream]->time_base;
  codec->thread_count = 1;
  Check(avcodec_open2(codec, decoder, nullptr), "no decoder");
  AVPacket* packet = av_packet_alloc();
  AVFrame* frame = av_frame_alloc();
  bool more = true;
  while (more) {
    more = av_read_frame(input, packet) >= 0;
    if (more && packet->stream_index != stream) {
      av_packet_unref(packet);
      continue;
    }
    avcodec_send_packet(codec, more ? packet : nullptr);
    av_packet_unref(packet);
    while (avcodec_receive_frame(codec, frame) >= 0) AppendMono(*frame, mono);
  }
  const int rate = codec->sample_rate;
  av_frame_free(&frame);
  av_packet_free(&packet);
  avcodec_free_context(&codec);
  avformat_close_input(&input);
  return benchmarks::To16Khz(rate, mono);
}

}  // namespace

int main(int argc, char** argv) {
  av_log_set_level(AV_LOG_QUIET);
  return benchmarks::DecodeLoop(argc, argv, Decode);
}
