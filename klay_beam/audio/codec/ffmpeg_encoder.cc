extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <algorithm>
#include <new>
#include <string>
#include <vector>

#include "klay_beam/audio/codec/ffmpeg_input.h"
#include "klay_beam/audio/codec/ffmpeg_log.h"
#include "klay_beam/audio/codec/ffmpeg_seek_internal.h"
#include "klay_beam/audio/codec/file_encoder.h"
#include "klay_beam/audio/codec/sink_cursor.h"

namespace klay {
namespace {

constexpr int kIoBufferBytes = 64 << 10;
constexpr int kBitRatePerChannel = 64000;

int WritePacket(void* opaque, uint8_t* bytes, int size) {
  const bool written = static_cast<SinkCursor*>(opaque)->Write(
      {reinterpret_cast<const std::byte*>(bytes), static_cast<size_t>(size)});
  return written ? size : AVERROR(EIO);
}

/// The speakers as FFmpeg counts them; its own guess where they are unknown or in another order.
void SetLayout(const ChannelLayout& layout, AVChannelLayout& out) {
  uint64_t mask = 0;
  for (size_t c = 0; c < layout.size(); ++c) {
    const bool rises = c == 0 || layout[c] > layout[c - 1];
    if (layout[c] == Speaker::kUnknown || !rises) {
      av_channel_layout_default(&out, static_cast<int>(layout.size()));
      return;
    }
    mask |= uint64_t{1} << static_cast<int>(layout[c]);
  }
  av_channel_layout_from_mask(&out, mask);
}

class FfmpegEncoder final : public FileEncoder {
 public:
  FfmpegEncoder(ByteSink& sink, const Encoding& encoding, const EncodeOptions& options)
      : encoding_(encoding), cursor_(sink), waiting_(encoding.sound.channels()) {
    try {
      const FfmpegLogCapture log;
      Open(options);
    } catch (...) {
      Close();
      throw;
    }
  }
  FfmpegEncoder(const FfmpegEncoder&) = delete;
  FfmpegEncoder& operator=(const FfmpegEncoder&) = delete;
  ~FfmpegEncoder() override { Close(); }

  void Write(SoundBlock block) override {
    const FfmpegLogCapture log;
    Append(block, waiting_);
    int64_t begin = 0;
    for (; waiting_.frames() - begin >= codec_->frame_size; begin += codec_->frame_size) {
      Encode(SoundBlock(waiting_).Part(begin, codec_->frame_size));
    }
    waiting_.Drop(begin);
  }

  void Finish() override {
    const FfmpegLogCapture log;
    if (waiting_.frames() > 0) Encode(SoundBlock(waiting_));
    waiting_.Clear();
    Send(nullptr);
    Check(av_write_trailer(output_), "the encoder failed at the end");
    avio_flush(output_->pb);
    cursor_.Rethrow();
  }

  int64_t clipped() const override { return clipped_; }

 private:
  void Open(const EncodeOptions& options) {
    Check(avformat_alloc_output_context2(&output_, nullptr, "ipod", nullptr), "no M4A writer");
    auto* buffer = static_cast<unsigned char*>(av_malloc(kIoBufferBytes));
    if (buffer == nullptr) throw std::bad_alloc();
    output_->pb = avio_alloc_context(buffer, kIoBufferBytes, 1, &cursor_, nullptr, WritePacket,
                                     SeekCursor<SinkCursor>);
    packet_ = av_packet_alloc();
    frame_ = av_frame_alloc();
    if (output_->pb == nullptr || packet_ == nullptr || frame_ == nullptr) throw std::bad_alloc();
    // No dates and versions, so that the same samples give the same bytes.
    output_->flags |= AVFMT_FLAG_BITEXACT;
    OpenCodec(options);
    stream_ = avformat_new_stream(output_, nullptr);
    if (stream_ == nullptr) throw std::bad_alloc();
    stream_->time_base = codec_->time_base;
    Check(avcodec_parameters_from_context(stream_->codecpar, codec_), "no parameters");
    for (const auto& [tag, text] : options.tags) {
      av_dict_set(&output_->metadata, tag.c_str(), text.c_str(), 0);
    }
    Check(avformat_write_header(output_, nullptr), "the header cannot be written");
    cursor_.Rethrow();
  }

  void OpenCodec(const EncodeOptions& options) {
    const AVCodec* encoder = avcodec_find_encoder(AV_CODEC_ID_AAC);
    codec_ = encoder == nullptr ? nullptr : avcodec_alloc_context3(encoder);
    if (codec_ == nullptr) throw std::bad_alloc();
    codec_->sample_fmt = AV_SAMPLE_FMT_FLTP;
    codec_->sample_rate = encoding_.sound.sample_rate;
    codec_->time_base = {1, codec_->sample_rate};
    SetLayout(encoding_.sound.layout, codec_->ch_layout);
    codec_->bit_rate = options.bit_rate.value_or(kBitRatePerChannel * encoding_.sound.channels());
    codec_->flags |= AV_CODEC_FLAG_BITEXACT | AV_CODEC_FLAG_GLOBAL_HEADER;
    codec_->thread_count = 1;
    if (avcodec_open2(codec_, encoder, nullptr) < 0) {
      throw EncodingError(beam::ErrorCode::kInvalidArgument, "the encoder refuses this audio",
                          encoding_);
    }
  }

  void Close() {
    av_frame_free(&frame_);
    av_packet_free(&packet_);
    avcodec_free_context(&codec_);
    if (output_ != nullptr) {
      if (output_->pb != nullptr) av_freep(&output_->pb->buffer);
      avio_context_free(&output_->pb);
    }
    avformat_free_context(output_);
    output_ = nullptr;
  }

  void Encode(SoundBlock block) {
    av_frame_unref(frame_);
    frame_->nb_samples = static_cast<int>(block.frames());
    frame_->format = codec_->sample_fmt;
    frame_->sample_rate = codec_->sample_rate;
    frame_->pts = written_;
    Check(av_channel_layout_copy(&frame_->ch_layout, &codec_->ch_layout), "no memory");
    Check(av_frame_get_buffer(frame_, 0), "no memory");
    for (int c = 0; c < block.channels(); ++c) {
      CopyClipped(block.channel(c), reinterpret_cast<float*>(frame_->extended_data[c]), clipped_);
    }
    written_ += block.frames();
    Send(frame_);
  }

  /// Sends a frame, or the end, and writes the packets that come of it.
  void Send(const AVFrame* frame) {
    Check(avcodec_send_frame(codec_, frame), "the encoder failed");
    while (true) {
      const int status = avcodec_receive_packet(codec_, packet_);
      if (status == AVERROR(EAGAIN) || status == AVERROR_EOF) return;
      Check(status, "the encoder failed");
      av_packet_rescale_ts(packet_, codec_->time_base, stream_->time_base);
      packet_->stream_index = stream_->index;
      Check(av_interleaved_write_frame(output_, packet_), "the packet cannot be written");
      cursor_.Rethrow();
    }
  }

  void Check(int status, const std::string& reason) const {
    cursor_.Rethrow();
    if (status >= 0) return;
    throw EncodingError(beam::ErrorCode::kInternal, reason + " (" + FfmpegErrorText(status) + ")",
                        encoding_);
  }

  Encoding encoding_;
  SinkCursor cursor_;
  PlanarBuffer waiting_;  ///< Until there is a frame of the codec's size.
  AVFormatContext* output_ = nullptr;
  AVCodecContext* codec_ = nullptr;
  AVStream* stream_ = nullptr;
  AVPacket* packet_ = nullptr;
  AVFrame* frame_ = nullptr;
  int64_t written_ = 0;
  int64_t clipped_ = 0;
};

}  // namespace

std::unique_ptr<FileEncoder> OpenFfmpegEncoder(ByteSink& sink, const Encoding& encoding,
                                               const EncodeOptions& options) {
  return std::make_unique<FfmpegEncoder>(sink, encoding, options);
}

}  // namespace klay
