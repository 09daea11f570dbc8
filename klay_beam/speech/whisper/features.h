#pragma once

#include <cstdint>
#include <span>

#include "klay_beam/features/mel_filter_bank.h"

namespace klay {

/// What Whisper hears: the logarithm of the energy in mel bands, 100 frames a second.
///
/// Of 16 kHz mono samples and 160 zeros behind them, mirrored at both ends, the powers of 400
/// samples under a Hann window every 160 in librosa's mel bands, p:
///
///     x = log10(max(p, 1e-10)), out = (max(x, largest x - 8) + 4) / 4
///
/// as OpenAI's audio.py and faster-whisper do. Const functions may be called by many threads.
class WhisperFeatures {
 public:
  static constexpr int kSampleRate = 16000;
  static constexpr int kHop = 160;

  /// Throws invalid_argument unless bands >= 1.
  explicit WhisperFeatures(int bands);

  int bands() const { return bank_.bands(); }

  /// Writes bands x `frames` to `out`: samples / 160 frames of sound (no more than `frames`), and
  /// zeros, which is what models were given behind short sounds. Throws invalid_argument when
  /// `out` has another size or a sample is infinite or not a number.
  void Write(std::span<const float> samples, std::int64_t frames, std::span<float> out) const;

 private:
  MelFilterBank bank_;
};

}  // namespace klay
