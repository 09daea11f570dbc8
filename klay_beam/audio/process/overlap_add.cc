#include "klay_beam/audio/process/overlap_add.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "beam/base/error.h"

namespace klay {
namespace {

void CheckHop(int size, int hop, int largest) {
  if (hop >= 1 && hop <= largest) return;
  throw beam::Error(
      beam::ErrorCode::kInvalidArgument,
      "frames of " + std::to_string(size) + " samples cannot begin every " + std::to_string(hop));
}

using FrameFn = std::function<void(std::span<float>)>;

/// One channel's frames on their way through `process`.
class ChannelFrames {
 public:
  ChannelFrames(int size, int hop, const std::vector<float>& window,
                const std::vector<float>& scale, FrameFn process)
      : hop_(static_cast<size_t>(hop)),
        window_(window),
        scale_(scale),
        process_(std::move(process)),
        framer_(size, hop),
        sum_(static_cast<size_t>(size)),
        frame_(static_cast<size_t>(size)) {}

  /// Takes samples in; the complete ones are appended to `out`.
  void Add(std::span<const float> samples, std::vector<float>& out) {
    framer_.Add(samples, [&](std::span<const float> frame) {
      for (size_t i = 0; i < frame.size(); ++i) frame_[i] = frame[i] * window_[i];
      process_(frame_);
      for (size_t i = 0; i < frame.size(); ++i) sum_[i] += frame_[i] * window_[i];
      for (size_t i = 0; i < hop_; ++i) out.push_back(sum_[i] * scale_[i]);
      std::shift_left(sum_.begin(), sum_.end(), static_cast<ptrdiff_t>(hop_));
      std::fill(sum_.end() - static_cast<ptrdiff_t>(hop_), sum_.end(), 0.0F);
    });
  }

 private:
  size_t hop_;
  const std::vector<float>& window_;
  const std::vector<float>& scale_;
  FrameFn process_;
  Framer framer_;
  std::vector<float> sum_;
  std::vector<float> frame_;
};

class FrameProcessor final : public Processor {
 public:
  FrameProcessor(SoundFormat format, int size, int hop, const FrameFn& process)
      : format_(std::move(format)), lead_(size - hop), window_(HannWindow(size)) {
    for (float& weight : window_) weight = std::sqrt(weight);
    for (int i = 0; i < hop; ++i) {
      double sum = 0;
      for (int n = i; n < size; n += hop) {
        const double weight = window_[static_cast<size_t>(n)];
        sum += weight * weight;
      }
      scale_.push_back(static_cast<float>(1 / sum));
    }
    // Silence in front, so that the first sample lies in as many frames as any other.
    const std::vector<float> silence(static_cast<size_t>(lead_));
    for (int c = 0; c < format_.channels(); ++c) {
      channels_.emplace_back(size, hop, window_, scale_, process);
      ready_.emplace_back();
      channels_.back().Add(silence, ready_.back());
    }
  }

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    taken_ += in.frames();
    for (int c = 0; c < in.channels(); ++c) {
      const auto i = static_cast<size_t>(c);
      channels_[i].Add(in.channel(c), ready_[i]);
    }
    Emit(out);
  }

  void Flush(PlanarBuffer& out) override {
    const std::vector<float> silence(window_.size());
    while (written_ < taken_) {
      for (size_t i = 0; i < channels_.size(); ++i) channels_[i].Add(silence, ready_[i]);
      Emit(out);
    }
  }

 private:
  /// Moves what is ready to `out`, without the silence in front and what is behind the sound's end.
  void Emit(PlanarBuffer& out) {
    const auto ready = static_cast<int64_t>(ready_[0].size());
    const int64_t dropped = std::min(lead_, ready);
    lead_ -= dropped;
    const int64_t frames = std::min(ready - dropped, taken_ - written_);
    out.Reserve(frames);
    for (int c = 0; c < format_.channels(); ++c) {
      std::vector<float>& samples = ready_[static_cast<size_t>(c)];
      std::copy_n(samples.data() + dropped, frames, out.end(c));
      samples.clear();
    }
    out.Commit(frames);
    written_ += frames;
  }

  SoundFormat format_;
  int64_t lead_;  ///< Samples of silence that still are to come out in front.
  std::vector<float> window_;
  std::vector<float> scale_;  ///< What makes the squared windows add up to 1, from hop to hop.
  std::vector<ChannelFrames> channels_;
  std::vector<std::vector<float>> ready_;
  int64_t taken_ = 0;
  int64_t written_ = 0;
};

}  // namespace

std::vector<float> HannWindow(int size) {
  std::vector<float> window(static_cast<size_t>(std::max(size, 0)));
  for (size_t n = 0; n < window.size(); ++n) {
    const double turn = 2 * std::numbers::pi * static_cast<double>(n) / size;
    window[n] = static_cast<float>((1 - std::cos(turn)) / 2);
  }
  return window;
}

Framer::Framer(int size, int hop)
    : size_(static_cast<size_t>(size)), hop_(static_cast<size_t>(hop)) {
  CheckHop(size, hop, size);
}

void Framer::Add(std::span<const float> samples,
                 const std::function<void(std::span<const float> frame)>& take) {
  held_.insert(held_.end(), samples.begin(), samples.end());
  size_t begin = 0;
  for (; begin + size_ <= held_.size(); begin += hop_) {
    take(std::span(held_).subspan(begin, size_));
  }
  held_.erase(held_.begin(), held_.begin() + static_cast<ptrdiff_t>(begin));
}

Step ProcessFrames(int size, int hop, std::function<void(std::span<float>)> process) {
  CheckHop(size, hop, size / 2);
  return Step([size, hop, process = std::move(process)](const SoundFormat& in) {
    return std::make_unique<FrameProcessor>(in, size, hop, process);
  });
}

}  // namespace klay
