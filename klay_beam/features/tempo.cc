#include "klay_beam/features/tempo.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include "beam/base/error.h"
#include "klay_beam/features/tempogram.h"

namespace klay {
namespace {

[[noreturn]] void Refuse(const std::string& why, const TempoOptions& options) {
  throw beam::Error(beam::ErrorCode::kInvalidArgument,
                    why + ": start_bpm " + std::to_string(options.start_bpm) + ", std_bpm " +
                        std::to_string(options.std_bpm) + ", ac_size " +
                        std::to_string(options.ac_size) + ", max_tempo " +
                        std::to_string(options.max_tempo));
}

/// The frames in ac_size.
int WindowLength(int sample_rate, const TempoOptions& options) {
  const double frames =
      std::floor(std::floor(options.ac_size * sample_rate) / options.onset.mel.stft.hop_length);
  return static_cast<int>(std::min<double>(frames, std::numeric_limits<int>::max()));
}

std::vector<double> MeanOfTempogram(std::span<const float> onsets, int win_length) {
  std::vector<double> mean;
  ForEachTempogramFrame(onsets, win_length, [&](std::span<const float> frame) {
    mean.resize(frame.size());
    for (size_t lag = 0; lag < mean.size(); ++lag) mean[lag] += frame[lag];
  });
  for (double& value : mean) value /= static_cast<double>(onsets.size());
  return mean;
}

/// `tempo_of_1`: that whose beat is one frame.
double LikeliestTempo(std::span<const double> mean, double tempo_of_1,
                      const TempoOptions& options) {
  double likeliest = 0;
  double highest = -std::numeric_limits<double>::infinity();
  for (size_t lag = 1; lag < mean.size(); ++lag) {
    const double tempo = tempo_of_1 / static_cast<double>(lag);
    if (tempo >= options.max_tempo) continue;
    const double distance = std::log2(tempo / options.start_bpm) / options.std_bpm;
    const double score = std::log1p(1e6 * mean[lag]) - distance * distance / 2;
    if (score <= highest) continue;
    highest = score;
    likeliest = tempo;
  }
  return likeliest;
}

}  // namespace

std::vector<double> Tempo(const Audio& audio, const TempoOptions& options) {
  if (!(options.start_bpm > 0 && options.std_bpm > 0 && options.ac_size > 0)) {
    Refuse("a tempo's options are positive", options);
  }
  const FeatureMap onsets = OnsetStrength(audio, options.onset);
  std::vector<double> tempos(static_cast<size_t>(audio.channels));
  if (onsets.frames == 0) return tempos;
  const int win_length = WindowLength(audio.sample_rate, options);
  const double tempo_of_1 = 60.0 * audio.sample_rate / options.onset.mel.stft.hop_length;
  if (!(tempo_of_1 / (win_length - 1) < options.max_tempo)) {
    Refuse("no beat that is slow enough fits in the window", options);
  }
  for (int c = 0; c < audio.channels; ++c) {
    const std::vector<double> mean = MeanOfTempogram(onsets.channel(c), win_length);
    const bool has_onsets = mean[0] > 0;
    if (has_onsets) {
      tempos[static_cast<size_t>(c)] = LikeliestTempo(mean, tempo_of_1, options);
    }
  }
  return tempos;
}

}  // namespace klay
