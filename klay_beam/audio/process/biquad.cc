#include "klay_beam/audio/process/biquad.h"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "beam/base/describe.h"
#include "beam/base/error.h"
#include "klay_beam/audio/process/no_denormals.h"

namespace klay {
namespace {

class FilterChannels final : public Processor {
 public:
  FilterChannels(SoundFormat format, const BiquadCoefficients& coefficients)
      : format_(std::move(format)), filters_(format_.layout.size(), BiquadFilter(coefficients)) {}

  const SoundFormat& format() const override { return format_; }

  void Process(SoundBlock in, PlanarBuffer& out) override {
    const NoDenormals scope;
    out.Reserve(in.frames());
    for (int c = 0; c < in.channels(); ++c) {
      // A copy, whose state stays in registers.
      BiquadFilter filter = filters_[static_cast<size_t>(c)];
      float* to = out.end(c);
      for (const float sample : in.channel(c)) *to++ = static_cast<float>(filter.Next(sample));
      filters_[static_cast<size_t>(c)] = filter;
    }
    out.Commit(in.frames());
  }

  void Flush(PlanarBuffer&) override {}

 private:
  SoundFormat format_;
  std::vector<BiquadFilter> filters_;
};

/// The cookbook's intermediate values.
struct Design {
  double cosine;
  double alpha;
};

Design DesignAt(double frequency, double q, int sample_rate) {
  if (!(frequency > 0 && frequency < sample_rate / 2.0 && q > 0)) {
    throw beam::Error(beam::ErrorCode::kInvalidArgument,
                      "there is no such filter: " + beam::Describe(frequency) + " Hz, q " +
                          beam::Describe(q) + ", at " + std::to_string(sample_rate) + " Hz");
  }
  const double w = 2 * std::numbers::pi * frequency / sample_rate;
  return {.cosine = std::cos(w), .alpha = std::sin(w) / (2 * q)};
}

BiquadCoefficients Normalized(double b0, double b1, double b2, double a0, double a1, double a2) {
  return {.b0 = b0 / a0, .b1 = b1 / a0, .b2 = b2 / a0, .a1 = a1 / a0, .a2 = a2 / a0};
}

/// A step whose filter depends on the sound's rate.
template <class MakeCoefficients>
Step Designed(double frequency, double q, MakeCoefficients make) {
  return Step([frequency, q, make](const SoundFormat& in) {
    return std::make_unique<FilterChannels>(in, make(DesignAt(frequency, q, in.sample_rate)));
  });
}

/// The high shelf; the low one is its mirror, with the cosine's sign turned.
BiquadCoefficients Shelf(double cosine, double alpha, double gain_db, double turn) {
  const double a = std::pow(10, gain_db / 40);
  const double slope = 2 * std::sqrt(a) * alpha;
  const double c = turn * cosine;
  return Normalized(a * ((a + 1) + (a - 1) * c + slope), turn * -2 * a * ((a - 1) + (a + 1) * c),
                    a * ((a + 1) + (a - 1) * c - slope), (a + 1) - (a - 1) * c + slope,
                    turn * 2 * ((a - 1) - (a + 1) * c), (a + 1) - (a - 1) * c - slope);
}

}  // namespace

Step Biquad(const BiquadCoefficients& coefficients) {
  return Step([coefficients](const SoundFormat& in) {
    return std::make_unique<FilterChannels>(in, coefficients);
  });
}

Step LowPass(double frequency, double q) {
  return Designed(frequency, q, [](const Design& d) {
    const double b1 = 1 - d.cosine;
    return Normalized(b1 / 2, b1, b1 / 2, 1 + d.alpha, -2 * d.cosine, 1 - d.alpha);
  });
}

Step HighPass(double frequency, double q) {
  return Designed(frequency, q, [](const Design& d) {
    const double b1 = -1 - d.cosine;
    return Normalized(-b1 / 2, b1, -b1 / 2, 1 + d.alpha, -2 * d.cosine, 1 - d.alpha);
  });
}

Step BandPass(double frequency, double q) {
  return Designed(frequency, q, [](const Design& d) {
    return Normalized(d.alpha, 0, -d.alpha, 1 + d.alpha, -2 * d.cosine, 1 - d.alpha);
  });
}

Step Notch(double frequency, double q) {
  return Designed(frequency, q, [](const Design& d) {
    return Normalized(1, -2 * d.cosine, 1, 1 + d.alpha, -2 * d.cosine, 1 - d.alpha);
  });
}

Step Peak(double frequency, double q, double gain_db) {
  return Designed(frequency, q, [gain_db](const Design& d) {
    const double a = std::pow(10, gain_db / 40);
    return Normalized(1 + d.alpha * a, -2 * d.cosine, 1 - d.alpha * a, 1 + d.alpha / a,
                      -2 * d.cosine, 1 - d.alpha / a);
  });
}

Step LowShelf(double frequency, double gain_db, double q) {
  return Designed(frequency, q,
                  [gain_db](const Design& d) { return Shelf(d.cosine, d.alpha, gain_db, -1); });
}

Step HighShelf(double frequency, double gain_db, double q) {
  return Designed(frequency, q,
                  [gain_db](const Design& d) { return Shelf(d.cosine, d.alpha, gain_db, 1); });
}

}  // namespace klay
