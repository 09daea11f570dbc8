#include "klay_beam/audio/process/resample_to.h"

#include <utility>
#include <vector>

namespace klay {
namespace {

class ResampleChannels final : public Processor {
 public:
  ResampleChannels(const SoundFormat& in, int sample_rate, ResampleQuality quality)
      : format_{.sample_rate = sample_rate, .layout = in.layout} {
    for (int c = 0; c < in.channels(); ++c) {
      channels_.emplace_back(in.sample_rate, sample_rate, quality);
    }
  }

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    out.Reserve(channels_[0].MaxOutput(in.frames()));
    int64_t written = 0;
    for (int c = 0; c < in.channels(); ++c) {
      written = channels_[static_cast<size_t>(c)].Process(in.channel(c), out.end(c));
    }
    out.Commit(written);
  }

  void Flush(PlanarBuffer& out) override {
    out.Reserve(channels_[0].MaxOutput(0));
    int64_t written = 0;
    for (int c = 0; c < format_.channels(); ++c) {
      written = channels_[static_cast<size_t>(c)].Flush(out.end(c));
    }
    out.Commit(written);
  }

 private:
  SoundFormat format_;
  std::vector<Resampler> channels_;
};

}  // namespace

Step ResampleTo(int sample_rate, ResampleQuality quality) {
  return Step([sample_rate, quality](const SoundFormat& in) {
    return std::make_unique<ResampleChannels>(in, sample_rate, quality);
  });
}

}  // namespace klay
