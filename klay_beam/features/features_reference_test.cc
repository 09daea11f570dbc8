// Every feature against what librosa and pyloudnorm find in the same signals
// (testing/make_reference.py).

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "klay_beam/audio/process/loudness.h"
#include "klay_beam/features/chroma.h"
#include "klay_beam/features/frame_levels.h"
#include "klay_beam/features/mfcc.h"
#include "klay_beam/features/onset_strength.h"
#include "klay_beam/features/spectral_shape.h"
#include "klay_beam/features/tempo.h"
#include "klay_beam/features/tempogram.h"
#include "klay_beam/features/testing/reference_signals.h"
#include "klay_beam/features/true_peak.h"

namespace klay {
namespace {

using testing::ReferenceSignal;

/// How far a value may be from its reference: absolute + relative x the reference.
struct Tolerance {
  double absolute = 0;
  double relative = 0;
};

/// One line of the reference: a frame's values, or the shape when the frame is -1.
struct Row {
  int64_t frame = 0;
  std::vector<double> values = {};
};

std::vector<Row> ReferenceRows(const std::string& feature, const std::string& signal) {
  std::ifstream file(FEATURE_REFERENCE);
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string row_feature;
    std::string row_signal;
    Row row;
    words >> row_feature >> row_signal >> row.frame;
    if (row_feature != feature || row_signal != signal) continue;
    for (double value; words >> value;) row.values.push_back(value);
    rows.push_back(row);
  }
  return rows;
}

/// Of a feature that is one value.
double ReferenceValue(const std::string& feature, const std::string& signal) {
  const std::vector<Row> rows = ReferenceRows(feature, signal);
  if (rows.size() != 2) throw std::runtime_error("no reference of " + feature + " of " + signal);
  return rows[1].values.at(0);
}

void ExpectRow(const FeatureMap& map, const Row& row, Tolerance tolerance) {
  const size_t step = map.bins > 30 ? 7 : 1;
  ASSERT_EQ(row.values.size(), (static_cast<size_t>(map.bins) + step - 1) / step);
  const std::span<const float> found = map.frame(0, row.frame);
  for (size_t i = 0; i < row.values.size(); ++i) {
    const double expected = row.values[i];
    EXPECT_NEAR(found[i * step], expected,
                tolerance.absolute + tolerance.relative * std::abs(expected))
        << "frame " << row.frame << ", bin " << i * step;
  }
}

void ExpectAsReference(const std::string& feature, Tolerance tolerance,
                       const std::function<FeatureMap(const Audio&)>& compute,
                       const std::vector<std::string>& signals = {"chirp", "noise"}) {
  for (const std::string& signal : signals) {
    SCOPED_TRACE(feature + " of " + signal);
    const FeatureMap map = compute(ReferenceSignal(signal));
    const std::vector<Row> rows = ReferenceRows(feature, signal);
    ASSERT_GE(rows.size(), 4U);
    ASSERT_EQ(rows[0].values, (std::vector<double>{static_cast<double>(map.frames),
                                                   static_cast<double>(map.bins)}));
    for (size_t i = 1; i < rows.size(); ++i) ExpectRow(map, rows[i], tolerance);
  }
}

FeatureMap Part(const ComplexMap& map, bool imaginary) {
  FeatureMap part(map.channels, map.frames, map.bins);
  for (size_t i = 0; i < part.values.size(); ++i) {
    part.values[i] = imaginary ? map.values[i].imag() : map.values[i].real();
  }
  return part;
}

TEST(Stft, IsLibrosas) {
  const Tolerance tolerance = {.absolute = 1e-3};
  ExpectAsReference("stft_real", tolerance,
                    [](const Audio& audio) { return Part(Stft(audio), false); });
  ExpectAsReference("stft_imag", tolerance,
                    [](const Audio& audio) { return Part(Stft(audio), true); });
}

TEST(Stft, OfShorterWindowsThatAreNotCenteredIsLibrosas) {
  const StftOptions options = {.n_fft = 400, .hop_length = 160, .win_length = 300, .center = false};
  ExpectAsReference("stft_400_real", {.absolute = 1e-4},
                    [&](const Audio& audio) { return Part(Stft(audio, options), false); });
}

TEST(MelSpectrogram, IsLibrosas) {
  ExpectAsReference("mel", {.absolute = 1e-6, .relative = 1e-4},
                    [](const Audio& audio) { return MelSpectrogram(audio); });
}

TEST(MelSpectrogram, WithHtkBandsOfMagnitudesIsLibrosas) {
  const MelOptions options = {.stft = {.n_fft = 512, .hop_length = 160, .win_length = 400},
                              .mel = {.n_mels = 40,
                                      .fmin = 50,
                                      .fmax = 8000,
                                      .scale = MelScale::kHtk,
                                      .norm = MelNorm::kNone},
                              .power = 1};
  ExpectAsReference("mel_htk", {.absolute = 1e-4, .relative = 1e-4},
                    [&](const Audio& audio) { return MelSpectrogram(audio, options); });
}

TEST(LogMelSpectrogram, IsLibrosas) {
  ExpectAsReference("log_mel", {.absolute = 2e-3},
                    [](const Audio& audio) { return LogMelSpectrogram(audio); });
  const MelOptions options = {.stft = {.n_fft = 400, .hop_length = 160}, .mel = {.n_mels = 80}};
  ExpectAsReference("log_mel_400", {.absolute = 2e-3},
                    [&](const Audio& audio) { return LogMelSpectrogram(audio, options); });
}

TEST(Mfcc, IsLibrosas) {
  ExpectAsReference("mfcc", {.absolute = 1e-2}, [](const Audio& audio) { return Mfcc(audio); });
}

TEST(SpectralCentroid, IsLibrosas) {
  ExpectAsReference("centroid", {.absolute = 0.1},
                    [](const Audio& audio) { return SpectralCentroid(audio); });
}

TEST(SpectralRolloff, IsLibrosas) {
  ExpectAsReference("rolloff", {.absolute = 1e-2},
                    [](const Audio& audio) { return SpectralRolloff(audio); });
}

TEST(SpectralFlatness, IsLibrosas) {
  ExpectAsReference("flatness", {.absolute = 1e-7, .relative = 1e-3},
                    [](const Audio& audio) { return SpectralFlatness(audio); });
}

TEST(Rms, IsLibrosas) {
  ExpectAsReference("rms", {.absolute = 1e-6}, [](const Audio& audio) { return Rms(audio); });
}

TEST(ZeroCrossingRate, IsLibrosas) {
  ExpectAsReference("zero_crossing_rate", {.absolute = 1e-7},
                    [](const Audio& audio) { return ZeroCrossingRate(audio); });
}

TEST(OnsetStrength, IsLibrosas) {
  ExpectAsReference("onset_strength", {.absolute = 1e-3},
                    [](const Audio& audio) { return OnsetStrength(audio); });
}

TEST(ChromaStft, IsLibrosas) {
  ExpectAsReference("chroma", {.absolute = 1e-4},
                    [](const Audio& audio) { return ChromaStft(audio); });
  ExpectAsReference("chroma_24", {.absolute = 1e-4}, [](const Audio& audio) {
    return ChromaStft(audio, {.n_chroma = 24, .tuning = 0.25});
  });
}

TEST(Tempogram, IsLibrosas) {
  ExpectAsReference("tempogram", {.absolute = 1e-4},
                    [](const Audio& audio) { return Tempogram(audio); },
                    {"chirp", "noise", "music", "clicks_120"});
}

TEST(Tempo, IsLibrosas) {
  for (const std::string signal :
       {"chirp", "noise", "music", "clicks_60", "clicks_90", "clicks_120", "clicks_173"}) {
    const std::vector<double> tempos = Tempo(ReferenceSignal(signal));
    ASSERT_EQ(tempos.size(), 1U);
    EXPECT_NEAR(tempos[0], ReferenceValue("tempo", signal), 1e-4) << signal;
  }
}

TEST(Tempo, WithOtherOptionsIsLibrosas) {
  const TempoOptions options = {.onset = {.mel = {.stft = {.hop_length = 160}}},
                                .start_bpm = 60,
                                .std_bpm = 0.5,
                                .ac_size = 4,
                                .max_tempo = std::numeric_limits<double>::infinity()};
  EXPECT_NEAR(Tempo(ReferenceSignal("music"), options).at(0), ReferenceValue("tempo_160", "music"),
              1e-4);
}

// Hiss and edges reach up to half of the rate, where no two filters are the same.
TEST(TruePeak, IsScipys) {
  for (const int rate : {44100, 48000, 96000}) {
    for (const std::string signal : {"chirp", "music"}) {
      const double expected = ReferenceValue("true_peak_" + std::to_string(rate), signal);
      EXPECT_NEAR(PeakToDb(TruePeak(ReferenceSignal(signal, rate)).at(0)), PeakToDb(expected), 0.15)
          << signal << " at " << rate;
    }
  }
}

TEST(MeasureLoudness, IsPyloudnorms) {
  for (const int rate : {44100, 48000}) {
    for (const std::string signal : {"chirp", "noise"}) {
      const std::optional<double> loudness = MeasureLoudness(ReferenceSignal(signal, rate));
      ASSERT_TRUE(loudness);
      EXPECT_NEAR(*loudness, ReferenceValue("loudness_" + std::to_string(rate), signal), 0.1)
          << signal << " at " << rate;
    }
  }
}

}  // namespace
}  // namespace klay
