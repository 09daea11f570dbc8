// The rival: libsndfile and libsoxr at high quality, whole files in memory.
//
//   rival_decode_sndfile FOLDER [THREADS]

#include <sndfile.h>

#include <stdexcept>

#include "benchmarks/decode_loop.h"
#include "benchmarks/to_16_khz.h"

namespace {

std::int64_t Decode(const std::string& path) {
  thread_local std::vector<float> samples;
  thread_local std::vector<float> mono;
  SF_INFO info = {};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  if (file == nullptr) throw std::runtime_error("libsndfile cannot open it");
  samples.resize(static_cast<std::size_t>(info.frames * info.channels));
  const auto frames = static_cast<std::size_t>(sf_readf_float(file, samples.data(), info.frames));
  sf_close(file);
  const auto channels = static_cast<std::size_t>(info.channels);
  mono.resize(frames);
  if (channels == 2) {
    for (std::size_t i = 0; i < frames; ++i) mono[i] = (samples[2 * i] + samples[2 * i + 1]) * 0.5F;
  } else {
    for (std::size_t i = 0; i < frames; ++i) {
      float sum = 0;
      for (std::size_t c = 0; c < channels; ++c) sum += samples[i * channels + c];
      mono[i] = sum / static_cast<float>(channels);
    }
  }
  return benchmarks::To16Khz(info.samplerate, mono);
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::DecodeLoop(argc, argv, Decode);
}
