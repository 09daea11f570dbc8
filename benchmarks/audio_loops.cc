// The audio library at one task, on one thread; prints how long it took and what came out.
//
//   audio_loops resample     an hour of noise from 44.1 to 16 kHz at high quality
//   audio_loops encode_mp3   ten minutes of stereo noise at 192 kbit/s

#include <cstdio>
#include <string_view>

#include "benchmarks/measured_task.h"
#include "klay_beam/audio/encode.h"
#include "klay_beam/audio/resample.h"
#include "klay_beam/audio/synthesis.h"

int main(int argc, char** argv) {
  using klay::Signal;
  const std::string_view task = argc > 1 ? argv[1] : "";
  if (task == "resample") {
    return benchmarks::MeasureTask(
        klay::Synthesize(Signal::kNoise, 44100, 1, 3600, 1),
        [](const auto& audio) { return klay::Resample(audio, 16000).seconds(); });
  }
  if (task == "encode_mp3") {
    return benchmarks::MeasureTask(
        klay::Synthesize(Signal::kNoise, 44100, 2, 600, 1), [](const auto& audio) {
          const klay::EncodeOptions options = {.bit_rate = 192000};
          return static_cast<double>(klay::Encode(audio, klay::AudioFormat::kMp3, options).size()) *
                 8 / 192000;
        });
  }
  std::fprintf(stderr, "usage: audio_loops resample|encode_mp3\n");
  return 2;
}
