#pragma once

#include <optional>
#include <span>
#include <vector>

namespace klay {

/// How mel are counted.
enum class MelScale {
  kSlaney,  ///< Even steps below 1 kHz, even ratios above (Slaney, Auditory Toolbox, 1998).
  kHtk,     ///< 2595 log10(1 + f / 700) (Young et al., The HTK Book).
};

/// How a band's weights are scaled.
enum class MelNorm {
  kSlaney,  ///< By 2 / the band's width [1/Hz]: each band has the same area.
  kNone,    ///< The highest weight is at most 1.
};

/// The bands; the defaults are librosa's.
struct MelBands {
  int n_mels = 128;
  double fmin = 0;                            ///< [Hz]
  std::optional<double> fmax = std::nullopt;  ///< [Hz]; half the sample rate when absent.
  MelScale scale = MelScale::kSlaney;
  MelNorm norm = MelNorm::kSlaney;
};

/// `hertz` in mel, and back. As librosa.hz_to_mel and mel_to_hz.
double HzToMel(double hertz, MelScale scale = MelScale::kSlaney);
double MelToHz(double mel, MelScale scale = MelScale::kSlaney);

/// Triangles over a spectrum's bins: band m rises from edge m to edge m + 1 and falls to edge m +
/// 2, where the n_mels + 2 edges have the same distance in mel from fmin to fmax. As
/// librosa.filters.mel. A band between two bins is empty, as there.
class MelFilterBank {
 public:
  /// Throws invalid_argument unless n_mels >= 1 and 0 <= fmin < fmax <= half of `sample_rate`.
  MelFilterBank(int sample_rate, int n_fft, const MelBands& bands = {});

  int bands() const { return static_cast<int>(rows_.size()); }

  /// Writes to each band of `out` the sum of `spectrum`, n_fft / 2 + 1 values, times its weights.
  void Apply(std::span<const float> spectrum, std::span<float> out) const;

 private:
  /// Where one band has weights: first_bin + i has weights_[begin + i].
  struct Row {
    size_t first_bin;
    size_t begin;
    size_t count;
  };

  std::vector<Row> rows_;
  std::vector<float> weights_;
};

}  // namespace klay
