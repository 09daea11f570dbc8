// The rival for Opus: libopusfile and libsoxr at high quality, whole files in memory.
//
//   rival_decode_opusfile FOLDER [THREADS]

#include <opusfile.h>

#include <array>
#include <stdexcept>

#include "benchmarks/decode_loop.h"
#include "benchmarks/to_16_khz.h"

namespace {

std::int64_t Decode(const std::string& path) {
  constexpr int kRate = 48000;  // What Opus always decodes to.
  thread_local std::vector<float> mono;
  mono.clear();
  OggOpusFile* file = op_open_file(path.c_str(), nullptr);
  if (file == nullptr) throw std::runtime_error("libopusfile cannot open it");
  std::array<float, 11520> stereo{};  // 120 ms, the longest packet.
  int frames = 0;
  while ((frames = op_read_float_stereo(file, stereo.data(), static_cast<int>(stereo.size()))) >
         0) {
    const std::size_t begin = mono.size();
    const auto count = static_cast<std::size_t>(frames);
    mono.resize(begin + count);
    for (std::size_t i = 0; i < count; ++i) {
      mono[begin + i] = (stereo[2 * i] + stereo[2 * i + 1]) * 0.5F;
    }
  }
  op_free(file);
  if (frames < 0) throw std::runtime_error("cannot decode it");
  return benchmarks::To16Khz(kRate, mono);
}

}  // namespace

int main(int argc, char** argv) {
  return benchmarks::DecodeLoop(argc, argv, Decode);
}
