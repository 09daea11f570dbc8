#include "klay_beam/audio/codec/ffmpeg_decoder.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "beam/base/error.h"
#include "klay_beam/audio/codec/declared_data.h"
#include "klay_beam/audio/codec/ffmpeg_input.h"
#include "klay_beam/audio/codec/ffmpeg_log.h"
#include "klay_beam/audio/codec/float_converter.h"
#include "klay_beam/audio/codec/ogg_pages.h"

namespace klay {
namespace {

// A packet of any real codec holds far less; a corrupt header may claim more than there is memory.
constexpr int64_t kMaxFramesPerPacket = int64_t{1} << 22;
// So many corrupt packets in a row are not a fault in a file any more: the decoder makes no
// headway.
constexpr int kMaxErrorsInARow = 10000;

// What a decoder must have heard before what it gives is what it gives when it has heard all: MP3
// borrows from ten packets before, Opus takes 80 ms, AAC two packets.
constexpr int64_t kSecondsToSettle = 1;

struct FreeCodec {
  void operator()(AVCodecContext* codec) const { avcodec_free_context(&codec); }
};
struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FreeFrame {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};

ChannelLayout LayoutOf(const AVChannelLayout& channels) {
  ChannelLayout layout;
  for (int c = 0; c < channels.nb_channels; ++c) {
    // FFmpeg's first numbers are WAVEFORMATEXTENSIBLE's, too.
    const AVChannel channel =
        av_channel_layout_channel_from_index(&channels, static_cast<unsigned>(c));
    const bool known = channel >= AV_CHAN_FRONT_LEFT && channel <= AV_CHAN_TOP_BACK_RIGHT;
    layout.push_back(known ? static_cast<Speaker>(channel) : Speaker::kUnknown);
  }
  if (std::ranges::count(layout, Speaker::kUnknown) > 0) return DefaultLayout(channels.nb_channels);
  return layout;
}

int BitDepth(const AVCodecContext& codec) {
  const AVCodecDescriptor* descriptor = avcodec_descriptor_get(codec.codec_id);
  if (descriptor == nullptr || (descriptor->props & AV_CODEC_PROP_LOSSLESS) == 0) return 0;
  if (codec.bits_per_raw_sample > 0) return codec.bits_per_raw_sample;
  const int exact = av_get_exact_bits_per_sample(codec.codec_id);
  return exact > 0 ? exact : 8 * av_get_bytes_per_sample(codec.sample_fmt);
}

void AddTags(const AVDictionary* dictionary, std::map<std::string, std::string>& tags) {
  const AVDictionaryEntry* entry = nullptr;
  while ((entry = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
    std::string name = entry->key;
    for (char& c : name) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    tags.emplace(std::move(name), entry->value);
  }
}

/// The tag's numbers, in hexadecimal, are zero, the frames in front of the sound, those behind it,
/// and those of the sound itself. Absent when there is no such tag.
std::optional<int64_t> FramesInItunesTag(const std::map<std::string, std::string>& tags) {
  const auto tag = tags.find("itunsmpb");
  if (tag == tags.end()) return std::nullopt;
  uint64_t frames = 0;
  if (std::sscanf(tag->second.c_str(), "%*x %*x %*x %" SCNx64, &frames) != 1) return std::nullopt;
  if (frames == 0 || frames > INT64_MAX) return std::nullopt;
  return static_cast<int64_t>(frames);
}

class FfmpegDecoder final : public Decoder {
 public:
  explicit FfmpegDecoder(ByteSource& source)
      : source_(source), input_(source), packet_(av_packet_alloc()), frame_(av_frame_alloc()) {
    if (packet_ == nullptr || frame_ == nullptr) throw std::bad_alloc();
    OpenCodec();
    format_.container = input_.context()->iformat->name;
    format_.codec = avcodec_get_name(codec_->codec_id);
    format_.sample_rate = input_.stream()->codecpar->sample_rate;
    format_.channels = input_.stream()->codecpar->ch_layout.nb_channels;
    format_.layout = LayoutOf(input_.stream()->codecpar->ch_layout);
    format_.bit_depth = BitDepth(*codec_);
    AddTags(input_.context()->metadata, format_.tags);
    AddTags(input_.stream()->metadata, format_.tags);
    format_.frames = input_.declared_frames();
    if (format_.frames && IsIn("ogg", "opus")) {
      // The pages count what an encoder put in front, too.
      *format_.frames =
          std::max<int64_t>(0, *format_.frames - input_.stream()->codecpar->initial_padding);
    }
    if (const std::optional<int64_t> frames = FramesInItunesTag(format_.tags)) {
      format_.frames = std::min(*frames, format_.frames.value_or(*frames));
    }
    chained_ = format_.container == "ogg" && IsChainedOgg(source_);
    format_.frames_exact = format_.frames && DeclaresExactFrames();
  }

  const AudioInfo& format() const override { return format_; }

  size_t Read(std::span<float> interleaved) override {
    const FfmpegLogCapture log;
    if (!converter_) {
      converter_ = std::make_unique<FloatConverter>(format_.sample_rate, format_.channels);
    }
    const auto channels = static_cast<size_t>(format_.channels);
    const std::span<float> out = interleaved.first(interleaved.size() / channels * channels);
    size_t done = 0;
    while (done < out.size()) {
      if (taken_ < pending_.size()) {
        done += TakePending(out.subspan(done));
      } else if (NextFrame(log)) {
        done += Convert(out.subspan(done));
      } else {
        ClearPending();
        converter_->Drain(pending_);
        if (pending_.empty()) {
          drained_ = true;
          break;
        }
      }
    }
    decoded_ += static_cast<int64_t>(done / channels);
    return done / channels;
  }

  bool Seek(int64_t frame) override {
    if (!HasExactTimes() && !HasEvenPackets()) return false;
    const FfmpegLogCapture log;
    if (!NextFrame(log)) return false;
    // The first frame is frame 0, whatever its time: what an encoder adds in front is cut by now.
    Origin origin{.pts = frame_->pts};
    if (!HasExactTimes()) {
      // It was cut within a packet, somewhere between two ticks: counting begins with the next.
      if (frame < frame_->nb_samples) return BeginWithin(frame, frame);
      origin.position = frame_->nb_samples;
      if (!NextFrame(log)) return false;
      origin.pts = frame_->pts;
      origin.step = format_.codec == "opus" ? format_.sample_rate / 400 : frame_->nb_samples;
    }
    if (origin.pts == AV_NOPTS_VALUE) return false;
    const int64_t from = frame - kSecondsToSettle * format_.sample_rate;
    if (from > origin.position && !(JumpTo(from, origin) && NextFrame(log))) return false;
    do {
      const std::optional<int64_t> position = FramePosition(origin);
      if (!position || *position > frame) return false;
      if (frame - *position < frame_->nb_samples) return BeginWithin(frame - *position, frame);
    } while (NextFrame(log));
    return false;
  }

  std::optional<std::string> damage() const override {
    std::string text = Shortfall();
    if (bad_packets_ > 0 || !read_error_.empty()) {
      if (!text.empty()) text += "; ";
      text += "corrupt: ";
      text += bad_packets_ > 0 ? std::to_string(bad_packets_) + " packets" : read_error_;
      if (bad_packets_ > 0 && !last_error_.empty()) text += ", " + last_error_;
    }
    return text.empty() ? std::nullopt : std::optional(text);
  }

 private:
  void OpenCodec() {
    const FfmpegLogCapture log;
    codec_.reset(avcodec_alloc_context3(input_.codec()));
    if (codec_ == nullptr) throw std::bad_alloc();
    int status = avcodec_parameters_to_context(codec_.get(), input_.stream()->codecpar);
    codec_->pkt_timebase = input_.stream()->time_base;
    codec_->thread_count = 1;
    codec_->max_samples = kMaxFramesPerPacket;
    if (status >= 0) status = avcodec_open2(codec_.get(), input_.codec(), nullptr);
    if (status < 0) {
      throw beam::Error(beam::ErrorCode::kDataLoss,
                        std::string("cannot start the ") + input_.codec()->name + " decoder (" +
                            (log.last().empty() ? FfmpegErrorText(status) : log.last()) +
                            "): " + input_.name());
    }
  }

  /// Whether the container counts the frames of this codec, and not milliseconds or packets.
  bool DeclaresExactFrames() const {
    static constexpr std::string_view kContainers[] = {
        "aiff", "au", "mov,mp4,m4a,3gp,3g2,mj2", "ogg", "tta", "w64", "wav", "wv"};
    static constexpr std::string_view kLossyCodecs[] = {"aac", "opus", "vorbis"};
    if (std::ranges::count(kContainers, format_.container) == 0) return false;
    if (format_.bit_depth == 0 && std::ranges::count(kLossyCodecs, format_.codec) == 0) {
      return false;
    }
    if (chained_) return false;
    return av_cmp_q(input_.stream()->time_base, {1, format_.sample_rate}) == 0;
  }

  /// Whether libavformat finds frames again by their time, to the frame. In raw AC-3 and the like
  /// it guesses by the bit rate, Matroska counts milliseconds, and a chain of Ogg streams begins
  /// anew with each.
  bool HasExactTimes() const {
    static constexpr std::string_view kContainers[] = {
        "aac", "aiff", "au",  "caf", "flac", "mov,mp4,m4a,3gp,3g2,mj2",
        "mp3", "ogg",  "tta", "w64", "wav",  "wv"};
    if (std::ranges::count(kContainers, format_.container) == 0) return false;
    if (chained_) return false;
    return av_cmp_q(input_.stream()->time_base, {1, format_.sample_rate}) <= 0;
  }

  /// Whether a container whose clock counts milliseconds tells the frame all the same: because the
  /// packets of its codec begin a multiple of a length apart that is longer than two ticks.
  bool HasEvenPackets() const {
    static constexpr std::string_view kCodecs[] = {"aac", "mp3", "opus"};
    return format_.container == "matroska,webm" && std::ranges::count(kCodecs, format_.codec) > 0;
  }

  /// A frame from which on positions are counted.
  struct Origin {
    int64_t pts = 0;       ///< Its time in the container.
    int64_t position = 0;  ///< Its first sample's [frames].
    int64_t step = 1;      ///< What is between positions is a multiple of this [frames].
  };

  /// The position of frame_; absent when it does not say, or not clearly.
  std::optional<int64_t> FramePosition(const Origin& origin) const {
    if (frame_->pts == AV_NOPTS_VALUE || frame_->sample_rate != format_.sample_rate) {
      return std::nullopt;
    }
    const int64_t passed = av_rescale_q(frame_->pts - origin.pts, input_.stream()->time_base,
                                        {1, format_.sample_rate});
    const int64_t steps = (passed + origin.step / 2) / origin.step;
    if (std::abs(passed - steps * origin.step) > format_.sample_rate / 1000 + 1) {
      return std::nullopt;
    }
    return origin.position + steps * origin.step;
  }

  bool JumpTo(int64_t position, const Origin& origin) {
    const AVStream& stream = *input_.stream();
    const int64_t to =
        origin.pts + av_rescale_q_rnd(position - origin.position, {1, format_.sample_rate},
                                      stream.time_base, AV_ROUND_DOWN);
    const int status = avformat_seek_file(input_.context(), stream.index, INT64_MIN, to, to, 0);
    input_.RethrowSourceError();
    avcodec_flush_buffers(codec_.get());
    at_end_ = false;
    latest_ = AV_NOPTS_VALUE;
    return status >= 0;
  }

  /// Makes Read begin with frame_'s sample `ahead`, which is `frame` of the stream.
  bool BeginWithin(int64_t ahead, int64_t frame) {
    converter_ = std::make_unique<FloatConverter>(format_.sample_rate, format_.channels);
    converter_->Append(*frame_, pending_);
    taken_ = static_cast<size_t>(ahead * format_.channels);
    decoded_ = frame;
    return true;
  }

  /// Decodes until a frame with samples is in frame_; false at the end.
  bool NextFrame(const FfmpegLogCapture& log) {
    while (errors_in_a_row_ < kMaxErrorsInARow) {
      const int status = avcodec_receive_frame(codec_.get(), frame_.get());
      if (status == AVERROR_EOF) return false;
      if (status == AVERROR(EAGAIN)) {
        if (at_end_) return false;
        SendPacket(log);
      } else if (status < 0) {
        CountError(log);
      } else if (frame_->nb_samples > 0) {
        // Errors count once sound follows them: what cannot be decoded after the last frame may be
        // a tag.
        bad_packets_ += errors_in_a_row_;
        errors_in_a_row_ = 0;
        if ((frame_->flags & AV_FRAME_FLAG_CORRUPT) != 0 || frame_->decode_error_flags != 0) {
          ++bad_packets_;
        }
        return true;
      }
    }
    read_error_ = "the decoder gets nowhere";
    return false;
  }

  void SendPacket(const FfmpegLogCapture& log) {
    const int status = av_read_frame(input_.context(), packet_.get());
    input_.RethrowSourceError();
    if (status < 0 && status != AVERROR(EAGAIN)) {
      if (status != AVERROR_EOF) read_error_ = FfmpegErrorText(status);
      at_end_ = true;
      avcodec_send_packet(codec_.get(), nullptr);
      return;
    }
    if (status < 0) {
      CountError(log);
      return;
    }
    const bool ours = packet_->stream_index == input_.stream()->index;
    // To the codec, an empty packet would be the end of the stream.
    if (ours && packet_->size > 0) {
      NoteTime();
      // PCM is read in pieces of any size: the last one is always short.
      const bool any_size = av_get_exact_bits_per_sample(codec_->codec_id) > 0;
      if (!any_size && (packet_->flags & AV_PKT_FLAG_CORRUPT) != 0) ++cut_packets_;
      if (IsIn("ogg", "vorbis")) KeepEnd();
      if (avcodec_send_packet(codec_.get(), packet_.get()) < 0) CountError(log);
    }
    av_packet_unref(packet_.get());
  }

  /// Where the time starts again, another file begins within this one, and what was declared is
  /// only the length of one of them.
  void NoteTime() {
    if (packet_->pts == AV_NOPTS_VALUE) return;
    if (latest_ != AV_NOPTS_VALUE && packet_->pts < latest_) format_.frames_exact = false;
    latest_ = packet_->pts;
  }

  bool IsIn(std::string_view container, std::string_view codec) const {
    return format_.container == container && format_.codec == codec;
  }

  /// Takes from packet_ what libavformat 59 wants cut from its end: where all sound lies on one
  /// page of Ogg Vorbis it is wrong by the first packet. The exact number of frames is what counts.
  void KeepEnd() {
    size_t size = 0;
    uint8_t* const skipped =
        av_packet_get_side_data(packet_.get(), AV_PKT_DATA_SKIP_SAMPLES, &size);
    constexpr size_t kEndAt = 4;
    if (skipped != nullptr && size >= 2 * kEndAt) std::fill_n(skipped + kEndAt, kEndAt, 0);
  }

  void CountError(const FfmpegLogCapture& log) {
    ++errors_in_a_row_;
    if (!log.last().empty()) last_error_ = log.last();
  }

  size_t Convert(std::span<float> out) {
    const size_t samples =
        static_cast<size_t>(frame_->nb_samples) * static_cast<size_t>(format_.channels);
    try {
      if (converter_->KeepsLength(*frame_) && samples <= out.size()) {
        converter_->Convert(*frame_, out.data());
        return samples;
      }
      ClearPending();
      converter_->Append(*frame_, pending_);
    } catch (const beam::Error& error) {
      throw beam::Error(error.code(), error.message() + ": " + input_.name());
    }
    return 0;
  }

  size_t TakePending(std::span<float> out) {
    const size_t count = std::min(out.size(), pending_.size() - taken_);
    std::copy_n(pending_.data() + taken_, count, out.data());
    taken_ += count;
    return count;
  }

  void ClearPending() {
    pending_.clear();
    taken_ = 0;
  }

  std::string Shortfall() const {
    if (!drained_) return "";
    // Declared durations are rounded, and leave out or count in what the encoder adds at either
    // end.
    const int64_t tolerance = format_.sample_rate / 10;
    if (format_.frames && decoded_ + tolerance < *format_.frames) {
      return "truncated: the file declares " + std::to_string(*format_.frames) + " frames, " +
             std::to_string(decoded_) + " decoded";
    }
    if (format_.container == "ogg") return DamageAtOggEnd(source_).value_or("");
    for (const auto find : {FindDeclaredData, FindDeclaredContainer}) {
      std::string text = DescribeShortfall(find(source_), decoded_);
      if (!text.empty()) return text;
    }
    if (cut_packets_ > 0) return "truncated: the last packet is cut short";
    return "";
  }

  ByteSource& source_;
  FfmpegInput input_;
  std::unique_ptr<AVCodecContext, FreeCodec> codec_;
  std::unique_ptr<AVPacket, FreePacket> packet_;
  std::unique_ptr<AVFrame, FreeFrame> frame_;
  std::unique_ptr<FloatConverter> converter_;
  AudioInfo format_;
  bool chained_ = false;  ///< One Ogg file behind another.
  std::vector<float> pending_;
  size_t taken_ = 0;
  int64_t latest_ = AV_NOPTS_VALUE;  ///< The time of the last packet.
  bool at_end_ = false;              ///< Of the packets.
  bool drained_ = false;             ///< Of the samples.
  int64_t decoded_ = 0;
  int64_t bad_packets_ = 0;
  int64_t cut_packets_ = 0;
  int errors_in_a_row_ = 0;
  std::string last_error_;
  std::string read_error_;
};

}  // namespace

std::unique_ptr<Decoder> OpenFfmpegDecoder(ByteSource& source) {
  return std::make_unique<FfmpegDecoder>(source);
}

}  // namespace klay
