// Log-mel spectra of ten minutes of noise at 16 kHz on one thread: 80 bands, windows of 400
// samples, every 160. Prints how long it took and the seconds of sound that came out.
//
//   log_mel 400   transforms of 400 samples
//   log_mel 512   of 512

#include <cstdio>
#include <cstdlib>

#include "benchmarks/measured_task.h"
#include "klay_beam/audio/synthesis.h"
#include "klay_beam/features/mel_spectrogram.h"

int main(int argc, char** argv) {
  const int n_fft = argc > 1 ? std::atoi(argv[1]) : 0;
  if (n_fft != 400 && n_fft != 512) {
    std::fprintf(stderr, "usage: log_mel 400|512\n");
    return 2;
  }
  return benchmarks::MeasureTask(
      klay::Synthesize(klay::Signal::kNoise, 16000, 1, 600, 1), [n_fft](const auto& audio) {
        const klay::MelOptions options = {
            .stft = {.n_fft = n_fft, .hop_length = 160, .win_length = 400}, .mel = {.n_mels = 80}};
        return static_cast<double>(klay::LogMelSpectrogram(audio, options).frames - 1) / 100;
      });
}
