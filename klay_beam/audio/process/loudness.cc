#include "klay_beam/audio/process/loudness.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace klay {
namespace {

constexpr int kStepsPerBlock = 4;
constexpr double kAbsoluteGate = -70;  ///< [LUFS]
constexpr double kRelativeGate = -10;  ///< [LU]

double Lufs(double mean_power) {
  return -0.691 + 10 * std::log10(mean_power);
}

double MeanPower(double lufs) {
  return std::pow(10, (lufs + 0.691) / 10);
}

double Weight(Speaker speaker) {
  switch (speaker) {
    case Speaker::kLowFrequency:
      return 0;
    case Speaker::kBackLeft:
    case Speaker::kBackRight:
    case Speaker::kSideLeft:
    case Speaker::kSideRight:
      return 1.41;
    default:
      return 1;
  }
}

/// The mean of the blocks at or above `gate`; 0 when there is none.
double GatedMean(const std::vector<double>& blocks, double gate) {
  double sum = 0;
  int64_t count = 0;
  for (const double power : blocks) {
    if (power < gate) continue;
    sum += power;
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

float PeakOf(const PlanarBuffer& sound) {
  float peak = 0;
  for (int c = 0; c < sound.channels(); ++c) {
    for (const float sample : sound.channel(c)) peak = std::max(peak, std::fabs(sample));
  }
  return peak;
}

class Normalizer final : public Processor {
 public:
  Normalizer(const SoundFormat& format, LoudnessTarget target)
      : format_(format), target_(target), meter_(format), held_(format.channels()) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer&) override {
    meter_.Add(in);
    Append(in, held_);
  }

  void Flush(PlanarBuffer& out) override {
    const float gain = Factor();
    const int64_t first = out.frames();
    Append(SoundBlock(held_), out);
    for (int c = 0; c < out.channels(); ++c) {
      for (float& sample : out.channel(c).subspan(static_cast<size_t>(first))) sample *= gain;
    }
  }

 private:
  float Factor() const {
    const std::optional<double> loudness = meter_.Integrated();
    if (!loudness) return 1;
    const double wanted = std::pow(10, (target_.lufs - *loudness) / 20);
    const double most = std::pow(10, target_.peak_db / 20) / PeakOf(held_);
    return static_cast<float>(std::min(wanted, most));
  }

  SoundFormat format_;
  LoudnessTarget target_;
  LoudnessMeter meter_;
  PlanarBuffer held_;
};

}  // namespace

LoudnessMeter::LoudnessMeter(const SoundFormat& format)
    : filter_(format.sample_rate),
      step_frames_(std::max(1, (format.sample_rate + 5) / 10)),
      step_(format.channels()) {
  for (const Speaker speaker : format.layout) channels_.push_back({.weight = Weight(speaker)});
}

void LoudnessMeter::Add(SoundBlock block) {
  for (int64_t begin = 0; begin < block.frames();) {
    const SoundBlock part = block.Part(begin, step_frames_ - step_.frames());
    begin += part.frames();
    // Whole steps are filtered at once, so that it does not matter how the sound is cut.
    if (part.frames() == step_frames_) {
      AddStep(part);
      continue;
    }
    Append(part, step_);
    if (step_.frames() < step_frames_) continue;
    AddStep(SoundBlock(step_));
    step_.Clear();
  }
}

void LoudnessMeter::AddStep(SoundBlock step) {
  double sum = 0;
  for (int c = 0; c < step.channels(); c += 2) {
    // The last of an odd number goes with itself.
    const int d = std::min(c + 1, step.channels() - 1);
    Channel& first = channels_[static_cast<size_t>(c)];
    Channel& second = channels_[static_cast<size_t>(d)];
    const auto energy = filter_.Energy(step.channel(c), first.state, step.channel(d), second.state);
    sum += first.weight * energy.first;
    if (d != c) sum += second.weight * energy.second;
  }
  steps_.push_back(sum / static_cast<double>(step_frames_));
}

std::optional<double> LoudnessMeter::Integrated() const {
  std::vector<double> blocks;
  for (size_t i = 0; i + kStepsPerBlock <= steps_.size(); ++i) {
    double sum = 0;
    for (size_t j = i; j < i + kStepsPerBlock; ++j) sum += steps_[j];
    blocks.push_back(sum / kStepsPerBlock);
  }
  const double ungated = GatedMean(blocks, MeanPower(kAbsoluteGate));
  if (ungated == 0) return std::nullopt;
  const double relative_gate = ungated * std::pow(10, kRelativeGate / 10);
  return Lufs(GatedMean(blocks, std::max(relative_gate, MeanPower(kAbsoluteGate))));
}

std::optional<double> MeasureLoudness(const Audio& audio) {
  LoudnessMeter meter({.sample_rate = audio.sample_rate, .layout = audio.layout});
  meter.Add(SoundBlock(audio));
  return meter.Integrated();
}

Step NormalizeLoudness(LoudnessTarget target) {
  return Step([target](const SoundFormat& in) { return std::make_unique<Normalizer>(in, target); });
}

}  // namespace klay
