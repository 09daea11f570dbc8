// The rival: libsndfile and libsoxr at high quality, whole files in memory.
//
//   rival_decode_sndfile FOLDER [THREADS]

#include <sndfile.h>
#include <soxr.h>

#include <stdexcept>

#include "benchmarks/decode_loop.h"

namespace {

constexpr int kRate = 16000;

/// One thread's memory, kept from file to file.
struct Buffers {
  std::vector<float> samples, mono, out;
};

std::int64_t Decode(const std::string& path) {
  thread_local Buffers buffers;
  auto& [samples, mono, out] = buffers;
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
  out.resize(frames * kRate / static_cast<std::size_t>(info.samplerate) + 1);
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  std::size_t produced = 0;
  if (soxr_oneshot(info.samplerate, kRate, 1, mono.data(), frames, nullptr, out.data(), out.size(),
                   &produced, nullptr, &quality, nullptr) != nullptr) {
    throw std::runtime_error("libsoxr fails");
  }
  return static_cast<std::int64_t>(produced);
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::DecodeLoop(argc, argv, Decode);
}
