#include "klay_beam/audio/process/loudness.h"

#include <algorithm>
#include <cmath>
#include <numbers>
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

// BS.1770 tabulates both filters for 48 kHz only. These are the analogue filters behind the tables,
// brought to any rate by the bilinear transform, as libebur128 does.

BiquadCoefficients KShelf(int sample_rate) {
  constexpr double kFrequency = 1681.974450955533;
  constexpr double kGainDb = 3.999843853973347;
  constexpr double kQ = 0.7071752369554196;
  const double k = std::tan(std::numbers::pi * kFrequency / sample_rate);
  const double high = std::pow(10, kGainDb / 20);
  const double band = std::pow(high, 0.4996667741545416);
  const double a0 = 1 + k / kQ + k * k;
  return {.b0 = (high + band * k / kQ + k * k) / a0,
          .b1 = 2 * (k * k - high) / a0,
          .b2 = (high - band * k / kQ + k * k) / a0,
          .a1 = 2 * (k * k - 1) / a0,
          .a2 = (1 - k / kQ + k * k) / a0};
}

BiquadCoefficients KHighPass(int sample_rate) {
  constexpr double kFrequency = 38.13547087602444;
  constexpr double kQ = 0.5003270373238773;
  const double k = std::tan(std::numbers::pi * kFrequency / sample_rate);
  const double a0 = 1 + k / kQ + k * k;
  return {.b0 = 1, .b1 = -2, .b2 = 1, .a1 = 2 * (k * k - 1) / a0, .a2 = (1 - k / kQ + k * k) / a0};
}

/// Two numbers at once: those of two channels.
using Pair = double __attribute__((vector_size(16)));

/// A BiquadFilter over two channels, with the output's share in the state worked out beforehand: a
/// state waits for one product and one sum of the one before it, which is what limits the speed.
class PairFilter {
 public:
  PairFilter(const BiquadCoefficients& c, const double (&first)[2], const double (&second)[2])
      : b0_(c.b0),
        k1_(c.b1 - c.a1 * c.b0),
        k2_(c.b2 - c.a2 * c.b0),
        a1_(c.a1),
        a2_(c.a2),
        s1_{first[0], second[0]},
        s2_{first[1], second[1]} {}

  Pair Next(Pair x) {
    const Pair y = b0_ * x + s1_;
    const Pair s1 = (k1_ * x + s2_) - a1_ * s1_;
    s2_ = k2_ * x - a2_ * s1_;
    s1_ = s1;
    return y;
  }

  void Save(double (&first)[2], double (&second)[2]) const {
    first[0] = s1_[0];
    first[1] = s2_[0];
    second[0] = s1_[1];
    second[1] = s2_[1];
  }

 private:
  double b0_, k1_, k2_, a1_, a2_;
  Pair s1_;
  Pair s2_;
};

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
    : shelf_(KShelf(format.sample_rate)),
      high_pass_(KHighPass(format.sample_rate)),
      step_frames_(std::max(1, (format.sample_rate + 5) / 10)) {
  for (const Speaker speaker : format.layout) channels_.push_back({.weight = Weight(speaker)});
}

void LoudnessMeter::Add(SoundBlock block) {
  for (int64_t begin = 0; begin < block.frames();) {
    const SoundBlock part = block.Part(begin, step_frames_ - in_step_);
    AddPart(part);
    begin += part.frames();
    in_step_ += part.frames();
    if (in_step_ == step_frames_) EndStep();
  }
}

void LoudnessMeter::AddPart(SoundBlock part) {
  for (int c = 0; c < part.channels(); c += 2) {
    // The last of an odd number goes with itself.
    const int d = std::min(c + 1, part.channels() - 1);
    Channel& first = channels_[static_cast<size_t>(c)];
    Channel& second = channels_[static_cast<size_t>(d)];
    PairFilter shelf(shelf_, first.shelf, second.shelf);
    PairFilter high_pass(high_pass_, first.high_pass, second.high_pass);
    const std::span<const float> a = part.channel(c);
    const std::span<const float> b = part.channel(d);
    Pair energy = {};
    for (size_t i = 0; i < a.size(); ++i) {
      const Pair y = high_pass.Next(shelf.Next(Pair{a[i], b[i]}));
      energy += y * y;
    }
    shelf.Save(first.shelf, second.shelf);
    high_pass.Save(first.high_pass, second.high_pass);
    step_energy_ += first.weight * energy[0];
    if (d != c) step_energy_ += second.weight * energy[1];
  }
}

void LoudnessMeter::EndStep() {
  steps_.push_back(step_energy_ / static_cast<double>(step_frames_));
  step_energy_ = 0;
  in_step_ = 0;
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
