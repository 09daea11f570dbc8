#include "klay_beam/audio/codec/trim_end.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace klay {
namespace {

/// The most frames of two packets: Vorbis has the largest, of 8,192.
constexpr size_t kMostPadding = size_t{2} * 8192;

class TrimmedDecoder final : public Decoder {
 public:
  explicit TrimmedDecoder(std::unique_ptr<Decoder> decoder)
      : decoder_(std::move(decoder)),
        channels_(static_cast<size_t>(decoder_->format().channels)),
        left_(static_cast<size_t>(*decoder_->format().frames)) {}

  const AudioInfo& format() const override { return decoder_->format(); }

  size_t Read(std::span<float> interleaved) override {
    if (ends_ == Ends::kBeyond) return ReadBeyond(interleaved);
    const size_t room = std::min(left_, interleaved.size() / channels_);
    const size_t frames = room > 0 ? decoder_->Read(interleaved.first(room * channels_)) : 0;
    left_ -= frames;
    if (left_ > 0 || frames > 0 || interleaved.size() < channels_) return frames;
    HearOut();
    return ends_ == Ends::kBeyond ? ReadBeyond(interleaved) : 0;
  }

  bool Seek(int64_t frame) override {
    if (frame > *format().frames || !decoder_->Seek(frame)) return false;
    left_ = static_cast<size_t>(*format().frames - frame);
    return true;
  }

  std::optional<std::string> damage() const override { return decoder_->damage(); }

 private:
  enum class Ends { kAsDeclared, kBeyond };

  /// Reads what is behind the declared end, to learn whether it can be padding.
  void HearOut() {
    std::vector<float> behind((kMostPadding + 1) * channels_);
    size_t frames = 0;
    while (frames <= kMostPadding) {
      const size_t more = decoder_->Read(std::span(behind).subspan(frames * channels_));
      if (more == 0) break;
      frames += more;
    }
    // The decoder may have seen meanwhile that the declaration is not for all of the stream.
    if (frames <= kMostPadding && format().frames_exact) return;
    ends_ = Ends::kBeyond;
    behind.resize(frames * channels_);
    behind_ = std::move(behind);
  }

  size_t ReadBeyond(std::span<float> interleaved) {
    if (taken_ == behind_.size()) return decoder_->Read(interleaved);
    const size_t count =
        std::min(interleaved.size() / channels_ * channels_, behind_.size() - taken_);
    std::copy_n(behind_.data() + taken_, count, interleaved.data());
    taken_ += count;
    return count / channels_;
  }

  std::unique_ptr<Decoder> decoder_;
  size_t channels_;
  size_t left_;  ///< Frames to the declared end.
  Ends ends_ = Ends::kAsDeclared;
  std::vector<float> behind_;  ///< What was read behind the declared end.
  size_t taken_ = 0;           ///< Samples of it that were given.
};

}  // namespace

std::unique_ptr<Decoder> TrimEnd(std::unique_ptr<Decoder> decoder) {
  return std::make_unique<TrimmedDecoder>(std::move(decoder));
}

}  // namespace klay
